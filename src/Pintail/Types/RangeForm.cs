namespace Pintail.Types;

/// <summary>Ranges with their bounds in the subtype's form; what is no range is passed on as it is.</summary>
internal sealed class RangeForm(CanonicalForm? bound) : CanonicalForm
{
    private readonly ElementForms _bounds = new(bound);

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
            target.Append(field[..Math.Min(1, field.Length)]);
            _bounds.Write(field[Math.Min(1, field.Length)..], target);
            target.End();
        }
    }
}
