using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types.Natural;

/// <summary>
/// numeric (the format stands in <see cref="DecimalFormat"/>) into UBIGINT, HUGEINT and UHUGEINT, with all 39 digits of
/// theirs: a whole number in range, or an error.
/// </summary>
internal sealed class WholeNumericDecoder<TValue>(string columnName, string type) : ColumnDecoder(columnName)
    where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>, System.Numerics.IMinMaxValue<TValue>
{
    private const int HeaderBytes = 8;
    private const int Negative = 0x4000; // NUMERIC_NEG in numeric.c
    private const uint GroupBase = 10_000;

    private static readonly UInt128 Most = UInt128.CreateTruncating(TValue.MaxValue);

    public override void Decode(in Fields fields, Vector target)
    {
        var values = target.Data<TValue>(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        for (var i = 0; i < values.Length; i++)
        {
            if (fields.Lengths[i] < 0)
                nulls.Set(i);
            else
                values[i] = Read(fields, i);
        }
    }

    private TValue Read(in Fields fields, int index)
    {
        var field = fields[index];
        if (field.Length < HeaderBytes || field.Length != HeaderBytes + 2 * BinaryPrimitives.ReadUInt16BigEndian(field))
            DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no numeric in binary format");
        int weight = BinaryPrimitives.ReadInt16BigEndian(field[2..]);
        int sign = BinaryPrimitives.ReadUInt16BigEndian(field[4..]);
        // One more negative than positive number: MinValue's magnitude.
        var most =
            sign != Negative ? Most
            : TValue.MinValue == TValue.Zero ? UInt128.Zero
            : Most + 1;
        if (!TryMagnitude(field[HeaderBytes..], weight, most, out var magnitude) || sign is not (0 or Negative))
            DecodeErrors.NotRepresentable(
                ColumnName,
                fields,
                index,
                $"a numeric that is not whole or out of range for {type}",
                "Read the column as DECIMAL."
            );
        var value = TValue.CreateTruncating(magnitude);
        return sign == Negative ? unchecked(TValue.Zero - value) : value;
    }

    private static bool TryMagnitude(ReadOnlySpan<byte> groups, int weight, UInt128 most, out UInt128 value)
    {
        value = 0;
        for (; weight >= 0; weight--)
        {
            uint group = groups.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(groups);
            groups = groups.IsEmpty ? groups : groups[2..];
            if (group >= GroupBase || value > (most - group) / GroupBase || group > most)
                return false;
            value = value * GroupBase + group;
        }
        return groups.IndexOfAnyExcept((byte)0) < 0;
    }
}
