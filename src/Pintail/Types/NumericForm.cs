namespace Pintail.Types;

/// <summary>
/// numeric without its display scale (the last two bytes of the header, see <see cref="DecimalFormat"/>): 1.5 and 1.50
/// are one value. Stored numerics have no zero groups at either end, so the digits themselves are unique.
/// </summary>
internal sealed class NumericForm : CanonicalForm
{
    private const int DisplayScaleOffset = 6;
    private const int HeaderBytes = 8;

    /// <summary>All of the first eight bytes but the last two.</summary>
    private const ulong HeadMask = 0x0000_ffff_ffff_ffff;

    public override void Fold(in Fields fields, ref Fingerprint sum) => FieldHash.FoldMasked(fields, HeadMask, ref sum);

    public override void Write(in Fields fields, FieldBuffer target)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                target.AddNull();
                continue;
            }
            var field = fields[i];
            var form = target.Add(field.Length);
            field.CopyTo(form);
            if (form.Length >= HeaderBytes)
                form[DisplayScaleOffset..HeaderBytes].Clear();
        }
    }
}
