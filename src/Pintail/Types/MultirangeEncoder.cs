using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>A LIST of ranges into what multirange_recv takes; the format stands in <see cref="RangeFormat"/>.</summary>
internal sealed class MultirangeEncoder(string columnName, ColumnEncoder range) : ColumnEncoder(columnName)
{
    private readonly FieldBuffer _ranges = new();

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        _ranges.Clear();
        range.Encode(source.ListChild, source.ListSize, _ranges);
        var ranges = _ranges.AsFields();
        var nulls = new NullReader(source, count);
        var entries = source.ListEntries(count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            var (offset, length) = ((int)entries[i].Offset, (int)entries[i].Length);
            if (ranges.Lengths.Slice(offset, length).Contains(-1))
                EncodeErrors.NotRepresentable(ColumnName, i, "multirange, which has no NULL inside,");
            target.Begin();
            BinaryPrimitives.WriteInt32BigEndian(target.Append(sizeof(int)), length);
            for (var element = offset; element < offset + length; element++)
                target.AppendPart(ranges, element);
            target.End();
        }
    }
}
