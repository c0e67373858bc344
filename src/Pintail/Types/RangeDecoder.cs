using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// Ranges (<see cref="RangeFormat"/>) into STRUCT(lower, upper, lower_inclusive, upper_inclusive, empty): no bound is
/// NULL, which a bound of the value 'infinity' is not; an empty range has neither bound and says so.
/// </summary>
internal sealed class RangeDecoder(string columnName, ColumnDecoder bound) : ColumnDecoder(columnName)
{
    private readonly PartPositions _lower = new();
    private readonly PartPositions _upper = new();

    public override void Decode(in Fields fields, Vector target)
    {
        _lower.Clear();
        _upper.Clear();
        var nulls = new NullWriter(target, fields.Count);
        var (lowerInclusive, upperInclusive, empty) = (
            target.StructChild(2),
            target.StructChild(3),
            target.StructChild(4)
        );
        var lowerFlags = lowerInclusive.Data<byte>(fields.Count);
        var upperFlags = upperInclusive.Data<byte>(fields.Count);
        var emptyFlags = empty.Data<byte>(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                _lower.AddNull();
                _upper.AddNull();
                lowerInclusive.SetNull(i);
                upperInclusive.SetNull(i);
                empty.SetNull(i);
                continue;
            }
            var flags = ReadRange(fields, i);
            lowerFlags[i] = Bit(flags, RangeFormat.LowerInclusive);
            upperFlags[i] = Bit(flags, RangeFormat.UpperInclusive);
            emptyFlags[i] = Bit(flags, RangeFormat.Empty);
        }
        bound.Decode(_lower.In(fields, fields.RowsBefore), target.StructChild(0));
        bound.Decode(_upper.In(fields, fields.RowsBefore), target.StructChild(1));
    }

    private byte ReadRange(in Fields fields, int index)
    {
        var reader = new PartReader(fields, index);
        if (!reader.TryReadByte(out var flags))
            ThrowMalformed(fields, index);
        ReadBound(ref reader, fields, index, RangeFormat.HasLower(flags), _lower);
        ReadBound(ref reader, fields, index, RangeFormat.HasUpper(flags), _upper);
        if (!reader.IsAtEnd)
            ThrowMalformed(fields, index);
        return flags;
    }

    private void ReadBound(ref PartReader reader, in Fields fields, int index, bool isThere, PartPositions positions)
    {
        if (!isThere)
        {
            positions.AddNull();
            return;
        }
        if (!reader.TryReadPart(out var offset, out var length) || length < 0)
            ThrowMalformed(fields, index);
        positions.Add(offset, length);
    }

    private static byte Bit(byte flags, byte flag) => (flags & flag) == 0 ? (byte)0 : (byte)1;

    private void ThrowMalformed(in Fields fields, int index) =>
        DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no range in binary format");
}
