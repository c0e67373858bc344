namespace Pintail.Types;

/// <summary>char(n) without the blanks at its end, which are padding.</summary>
internal sealed class BlankPaddedForm : CanonicalForm
{
    public static BlankPaddedForm Instance { get; } = new();

    public override void Write(in Fields fields, FieldBuffer target)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
                target.AddNull();
            else if (BlankPaddedCodec.TryContent(fields[i], out var content))
                target.Add(content);
        }
    }
}
