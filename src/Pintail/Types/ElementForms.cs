using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>The canonical form of values that stand one after the other, each an int32 length (−1 is NULL) and its bytes.</summary>
/// <param name="form">The values' own; null when their bytes are canonical.</param>
internal sealed class ElementForms(CanonicalForm? form)
{
    private readonly FieldBuffer _scratch = new();

    /// <summary>Appends them to the field that <paramref name="target"/> is building.</summary>
    public void Write(ReadOnlySpan<byte> elements, FieldBuffer target)
    {
        if (form is null)
        {
            target.Append(elements);
            return;
        }
        while (elements.Length >= sizeof(int))
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(elements);
            elements = elements[sizeof(int)..];
            var present = Math.Clamp(length, 0, elements.Length);
            _scratch.Clear();
            form.Write(new Fields(elements, [0], [length < 0 ? -1 : present], rowsBefore: -1), _scratch);
            var written = _scratch.AsFields();
            BinaryPrimitives.WriteInt32BigEndian(target.Append(sizeof(int)), written.Lengths[0]);
            if (written.Lengths[0] > 0)
                target.Append(written[0]);
            elements = elements[present..];
        }
        target.Append(elements);
    }
}
