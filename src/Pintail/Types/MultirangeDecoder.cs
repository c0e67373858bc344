using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>Multiranges (<see cref="RangeFormat"/>) into a LIST of what their ranges are.</summary>
internal sealed class MultirangeDecoder(string columnName, ColumnDecoder range) : ColumnDecoder(columnName)
{
    private readonly PartPositions _ranges = new();

    public override void Decode(in Fields fields, Vector target)
    {
        _ranges.Clear();
        var nulls = new NullWriter(target, fields.Count);
        var entries = target.ListEntries(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            var first = _ranges.Count;
            if (fields.Lengths[i] < 0)
                nulls.Set(i);
            else
                ReadRanges(fields, i);
            entries[i] = new ListEntry((ulong)first, (ulong)(_ranges.Count - first));
        }
        target.ListReserve(_ranges.Count);
        target.ListSize = _ranges.Count;
        range.Decode(_ranges.In(fields, rowsBefore: -1), target.ListChild);
    }

    private void ReadRanges(in Fields fields, int index)
    {
        var reader = new PartReader(fields, index);
        if (!reader.TryReadInt32(out var count) || count < 0)
            ThrowMalformed(fields, index);
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadPart(out var offset, out var length) || length < 0)
                ThrowMalformed(fields, index);
            _ranges.Add(offset, length);
        }
        if (!reader.IsAtEnd)
            ThrowMalformed(fields, index);
    }

    private void ThrowMalformed(in Fields fields, int index) =>
        DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no multirange in binary format");
}
