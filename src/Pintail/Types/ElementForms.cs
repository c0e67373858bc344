using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>The canonical form of values that stand one after the other, each an int32 length (−1 is NULL) and its bytes.</summary>
/// <param name="form">The values' own; null when their bytes are canonical.</param>
internal sealed class ElementForms(CanonicalForm? form)
{
    private readonly FieldBuffer _scratch = new();

    /// <summary>Appends all of them to the field that <paramref name="target"/> is building.</summary>
    public void Write(ReadOnlySpan<byte> elements, FieldBuffer target)
    {
        if (form is null)
        {
            target.Append(elements);
            return;
        }
        while (elements.Length >= sizeof(int))
            elements = WriteFirst(elements, target);
        target.Append(elements);
    }

    /// <summary>Appends the first of them; returns what stands behind it.</summary>
    public ReadOnlySpan<byte> WriteFirst(ReadOnlySpan<byte> elements, FieldBuffer target)
    {
        if (elements.Length < sizeof(int))
        {
            target.Append(elements);
            return default;
        }
        var length = BinaryPrimitives.ReadInt32BigEndian(elements);
        var value = elements[sizeof(int)..];
        var present = Math.Clamp(length, 0, value.Length);
        if (form is null)
        {
            target.Append(elements[..(sizeof(int) + present)]);
            return value[present..];
        }
        _scratch.Clear();
        form.Write(new Fields(value, [0], [length < 0 ? -1 : present], rowsBefore: -1), _scratch);
        target.AppendPart(_scratch.AsFields(), 0);
        return value[present..];
    }
}
