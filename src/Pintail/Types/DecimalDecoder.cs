using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>numeric(p, s) into DECIMAL(p, s) of up to 18 digits, which DuckDB stores as int16, int32 or int64.</summary>
internal sealed class DecimalDecoder<TValue>(string columnName, int precision, int scale) : ColumnDecoder(columnName)
    where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>
{
    private readonly DecimalFormat _format = new(precision, scale);

    public override void Decode(in Fields fields, Vector target)
    {
        var values = target.Data<TValue>(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        var format = _format;
        for (var i = 0; i < values.Length; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                continue;
            }
            var outcome = format.Read(fields[i], out long value);
            if (outcome != DecimalOutcome.Read)
                DecimalErrors.Throw(outcome, ColumnName, fields, i, precision, scale);
            values[i] = TValue.CreateTruncating(value);
        }
    }
}

/// <summary>The same for 19 to 38 digits, which DuckDB stores as a 128-bit integer.</summary>
internal sealed class WideDecimalDecoder(string columnName, int precision, int scale) : ColumnDecoder(columnName)
{
    private readonly DecimalFormat _format = new(precision, scale);

    public override void Decode(in Fields fields, Vector target)
    {
        var values = target.Data<HugeInt>(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        var format = _format;
        for (var i = 0; i < values.Length; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                continue;
            }
            var outcome = format.Read(fields[i], out Int128 value);
            if (outcome != DecimalOutcome.Read)
                DecimalErrors.Throw(outcome, ColumnName, fields, i, precision, scale);
            values[i] = HugeInt.From(value);
        }
    }
}

internal static class DecimalErrors
{
    public static void Throw(
        DecimalOutcome outcome,
        string column,
        in Fields fields,
        int index,
        int precision,
        int scale
    )
    {
        const string Remedy =
            "Replace such values at the source, or make the column numeric without precision, which arrives as text, "
            + "or leave the table out of the selection.";
        switch (outcome)
        {
            case DecimalOutcome.NotFinite:
                var what = $"NaN or infinity, which DECIMAL({precision},{scale}) cannot hold";
                DecodeErrors.NotRepresentable(column, fields, index, what, Remedy);
                break;
            case DecimalOutcome.TooManyDigits:
                var digits = $"a numeric with more digits than its declared numeric({precision},{scale})";
                DecodeErrors.NotRepresentable(column, fields, index, digits, Remedy);
                break;
            default:
                DecodeErrors.Malformed(column, fields, index, "a field that is no numeric in binary format");
                break;
        }
    }
}
