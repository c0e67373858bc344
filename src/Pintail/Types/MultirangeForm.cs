namespace Pintail.Types;

/// <summary>Multiranges with their ranges in their own form; what is none is passed on as it is.</summary>
internal sealed class MultirangeForm(CanonicalForm range) : CanonicalForm
{
    private readonly ElementForms _ranges = new(range);

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
            var count = Math.Min(sizeof(int), field.Length);
            target.Append(field[..count]);
            _ranges.Write(field[count..], target);
            target.End();
        }
    }
}
