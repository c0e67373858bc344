namespace Pintail.Types;

/// <summary>
/// Composites with every attribute in its own form; the format stands in <see cref="CompositeDecoder"/>. What is no
/// composite is passed on as it is, for the decoder to refuse.
/// </summary>
internal sealed class CompositeForm(CanonicalForm?[] attributes) : CanonicalForm
{
    private readonly ElementForms[] _attributes = [.. attributes.Select(form => new ElementForms(form))];

    public override void Write(in Fields fields, FieldBuffer target)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
                target.AddNull();
            else
                Write(fields[i], target);
        }
    }

    private void Write(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        target.Begin();
        var rest = Pass(field, target);
        foreach (var attribute in _attributes)
        {
            rest = Pass(rest, target);
            rest = attribute.WriteFirst(rest, target);
        }
        target.Append(rest);
        target.End();
    }

    // The number of attributes, an OID.
    private static ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> rest, FieldBuffer target)
    {
        var length = Math.Min(sizeof(int), rest.Length);
        target.Append(rest[..length]);
        return rest[length..];
    }
}
