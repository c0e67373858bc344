using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// hstore into MAP. hstore_send (contrib/hstore/hstore_io.c): int32 number of pairs, then per pair int32 length and bytes
/// of the key, and of the value, whose length is −1 for NULL. Pairs stay in the order in which hstore keeps them.
/// </summary>
internal sealed class MapDecoder(string columnName, ColumnDecoder key, ColumnDecoder value) : ColumnDecoder(columnName)
{
    private readonly PartPositions _keys = new();
    private readonly PartPositions _values = new();

    public override void Decode(in Fields fields, Vector target)
    {
        _keys.Clear();
        _values.Clear();
        var nulls = new NullWriter(target, fields.Count);
        var entries = target.ListEntries(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            var first = _keys.Count;
            if (fields.Lengths[i] < 0)
                nulls.Set(i);
            else
                ReadPairs(fields, i);
            entries[i] = new ListEntry((ulong)first, (ulong)(_keys.Count - first));
        }
        target.ListReserve(_keys.Count);
        target.ListSize = _keys.Count;
        var pairs = target.ListChild;
        key.Decode(_keys.In(fields, rowsBefore: -1), pairs.StructChild(0));
        value.Decode(_values.In(fields, rowsBefore: -1), pairs.StructChild(1));
    }

    private void ReadPairs(in Fields fields, int index)
    {
        var reader = new PartReader(fields, index);
        if (!reader.TryReadInt32(out var count) || count < 0)
            ThrowMalformed(fields, index);
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadPart(out var keyOffset, out var keyLength) || keyLength < 0)
                ThrowMalformed(fields, index);
            if (!reader.TryReadPart(out var valueOffset, out var valueLength))
                ThrowMalformed(fields, index);
            _keys.Add(keyOffset, keyLength);
            _values.Add(valueOffset, valueLength);
        }
        if (!reader.IsAtEnd)
            ThrowMalformed(fields, index);
    }

    private void ThrowMalformed(in Fields fields, int index) =>
        DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no hstore in binary format");
}
