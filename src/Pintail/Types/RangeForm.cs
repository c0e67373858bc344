namespace Pintail.Types;

/// <summary>
/// Ranges with their bounds in the subtype's form, and multiranges with their ranges in that; what is neither is passed on
/// as it is. The format stands in <see cref="RangeFormat"/>.
/// </summary>
/// <param name="part">Of a bound, of a range; null when their bytes are canonical.</param>
/// <param name="headerBytes">What stands before the first of them.</param>
internal sealed class RangeForm(CanonicalForm? part, int headerBytes) : CanonicalForm
{
    private readonly ElementForms _parts = new(part);

    public override void Write(in Fields fields, FieldBuffer target)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                target.AddNull();
                continue;
            }
            target.Begin();
            var field = fields[i];
            var header = Math.Min(headerBytes, field.Length);
            target.Append(field[..header]);
            _parts.Write(field[header..], target);
            target.End();
        }
    }
}
