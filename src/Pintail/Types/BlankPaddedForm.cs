namespace Pintail.Types;

/// <summary>char(n) without the blanks at its end, which are padding.</summary>
internal sealed class BlankPaddedForm : CanonicalForm
{
    private int[] _lengths = [];

    public override void Write(in Fields fields, FieldBuffer target)
    {
        var trimmed = Trim(fields);
        for (var i = 0; i < trimmed.Count; i++)
        {
            if (trimmed.Lengths[i] < 0)
                target.AddNull();
            else
                target.Add(trimmed[i]);
        }
    }

    public override void Fold(in Fields fields, ref Fingerprint sum) => FieldHash.Fold(Trim(fields), ref sum);

    /// <summary>The same bytes, with lengths that end before the blanks; valid until the next call.</summary>
    private Fields Trim(in Fields fields)
    {
        if (_lengths.Length < fields.Count)
            _lengths = new int[fields.Count];
        for (var i = 0; i < fields.Count; i++)
        {
            var length = fields.Lengths[i];
            if (length > 0 && BlankPaddedCodec.TryContent(fields[i], out var content))
                length = content.Length;
            _lengths[i] = length;
        }
        return new Fields(fields.Buffer, fields.Offsets, _lengths.AsSpan(0, fields.Count), fields.RowsBefore);
    }
}
