using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>MAP into what hstore_recv takes; the format stands in <see cref="MapDecoder"/>.</summary>
internal sealed class MapEncoder(string columnName, ColumnEncoder key, ColumnEncoder value) : ColumnEncoder(columnName)
{
    private readonly FieldBuffer _keys = new();
    private readonly FieldBuffer _values = new();

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        _keys.Clear();
        _values.Clear();
        key.Encode(source.ListChild.StructChild(0), source.ListSize, _keys);
        value.Encode(source.ListChild.StructChild(1), source.ListSize, _values);
        var keys = _keys.AsFields();
        var values = _values.AsFields();
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
            target.Begin();
            BinaryPrimitives.WriteInt32BigEndian(target.Append(sizeof(int)), length);
            for (var pair = offset; pair < offset + length; pair++)
            {
                target.AppendPart(keys, pair);
                target.AppendPart(values, pair);
            }
            target.End();
        }
    }
}
