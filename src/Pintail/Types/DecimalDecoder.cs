using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>numeric(p, s) into DECIMAL(p, s) of up to 18 digits, which DuckDB stores as int16, int32 or int64.</summary>
internal sealed class DecimalDecoder<TValue>(string columnName, DecimalType decimalType) : ColumnDecoder(columnName)
    where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>
{
    private readonly DecimalFormat _format = new(decimalType.Precision, decimalType.Scale);

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
                decimalType.Throw(outcome, ColumnName, fields, i);
            values[i] = TValue.CreateTruncating(value);
        }
    }
}

/// <summary>The same for 19 to 38 digits, which DuckDB stores as a 128-bit integer.</summary>
internal sealed class WideDecimalDecoder(string columnName, DecimalType decimalType) : ColumnDecoder(columnName)
{
    private readonly DecimalFormat _format = new(decimalType.Precision, decimalType.Scale);

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
                decimalType.Throw(outcome, ColumnName, fields, i);
            values[i] = HugeInt.From(value);
        }
    }
}

/// <summary>A DECIMAL to read into.</summary>
/// <param name="AskedFor">The type that the user chose, for messages; null when the column's own declaration did.</param>
internal sealed record DecimalType(int Precision, int Scale, string? AskedFor)
{
    /// <summary>Behind the name of the type that was chosen, how it was.</summary>
    public string ChosenBy { get; init; } = Choice;

    /// <summary>What to do about a value that the chosen type does not hold.</summary>
    public string ChosenRemedy { get; init; } = ChoiceRemedy;

    /// <summary>In a message, behind the name of the type.</summary>
    public const string Choice = "the type asked for with --column-type";

    /// <summary>What to do about a value that a chosen type does not hold.</summary>
    public const string ChoiceRemedy =
        $"Ask for a type that holds all values (--column-type \"{DecodeErrors.ColumnName}=VARCHAR\" does), or for none, "
        + "or leave the table out of the selection.";

    public void Throw(DecimalOutcome outcome, string column, in Fields fields, int index)
    {
        if (outcome == DecimalOutcome.Malformed)
            DecodeErrors.Malformed(column, fields, index, "a field that is no numeric in binary format");
        var isFinite = outcome == DecimalOutcome.TooManyDigits;
        var what = (isFinite, AskedFor) switch
        {
            (true, null) => $"a numeric with more digits than its declared numeric({Precision},{Scale})",
            (true, _) => $"a number with more digits than {AskedFor}, {ChosenBy}, can hold",
            (false, null) => $"{NonFinite(fields[index])}, which DECIMAL({Precision},{Scale}) cannot hold",
            (false, _) => $"{NonFinite(fields[index])}, which {AskedFor}, {ChosenBy}, cannot hold",
        };
        const string Remedy =
            "Replace such values at the source, or make the column numeric without precision, which arrives as text, "
            + "or leave the table out of the selection.";
        DecodeErrors.NotRepresentable(column, fields, index, what, AskedFor is null ? Remedy : ChosenRemedy);
    }

    // The sign word (NUMERIC_NAN, _PINF, _NINF of src/backend/utils/adt/numeric.c) is the third.
    private static string NonFinite(ReadOnlySpan<byte> field) =>
        BinaryPrimitives.ReadUInt16BigEndian(field[4..]) switch
        {
            0xC000 => "NaN",
            0xD000 => "infinity",
            _ => "-infinity",
        };
}
