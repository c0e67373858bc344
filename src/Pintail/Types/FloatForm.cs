namespace Pintail.Types;

/// <summary>
/// Floats without the sign of a zero: DuckDB compresses −0 and 0 as one value (a segment of zeros is constant to it), so
/// which of them comes back depends on its neighbours. Every other float is its bits.
/// </summary>
/// <param name="bytes">Of one float; a field holds one, or several one after the other.</param>
internal sealed class FloatForm(int bytes) : CanonicalForm
{
    private const byte SignBit = 0x80;

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
            for (; form.Length >= bytes; form = form[bytes..])
            {
                if (IsNegativeZero(form[..bytes]))
                    form[0] = 0;
            }
        }
    }

    public override void Fold(in Fields fields, ref Fingerprint sum)
    {
        if (HasNegativeZero(fields))
            base.Fold(fields, ref sum);
        else
            FieldHash.Fold(fields, ref sum);
    }

    private bool HasNegativeZero(in Fields fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < bytes)
                continue;
            for (var rest = fields[i]; rest.Length >= bytes; rest = rest[bytes..])
            {
                if (rest[0] == SignBit && IsNegativeZero(rest[..bytes]))
                    return true;
            }
        }
        return false;
    }

    private static bool IsNegativeZero(ReadOnlySpan<byte> number) =>
        number[0] == SignBit && !number[1..].ContainsAnyExcept((byte)0);
}
