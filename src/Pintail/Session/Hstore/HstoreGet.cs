using Pintail.DuckDB;

namespace Pintail.Session.Hstore;

/// <summary><c>postgres_hstore_get(hstore, key)</c>: the key's value; NULL where there is none, or it is NULL.</summary>
internal sealed class HstoreGet() : ScalarFunction("postgres_hstore_get")
{
    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Any, DuckDBType.Varchar];

    public override DuckDBType ReturnType => DuckDBType.Varchar;

    public override void Invoke(DataChunk input, Vector output)
    {
        var (hstore, keys) = (input[0], input[1]);
        var form = HstoreArgument.FormOf(hstore, Name);
        var strings = output.Strings(input.RowCount);
        var (key, value) = (new HstorePart(), new HstorePart());
        for (var row = 0; row < input.RowCount; row++)
        {
            ReadOnlySpan<byte> found = default;
            var isFound =
                form != HstoreForm.Null
                && hstore.IsValid(row)
                && keys.IsValid(row)
                && (
                    form == HstoreForm.Map
                        ? TryFind(hstore, row, keys.Bytes(row), out found)
                        : TryFind(hstore.Bytes(row), keys.Bytes(row), key, value, out found)
                );
            if (isFound)
                strings.Set(row, found);
            else
                output.SetNull(row);
        }
    }

    private static bool TryFind(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> wanted,
        HstorePart key,
        HstorePart value,
        out ReadOnlySpan<byte> found
    )
    {
        var isFound = false;
        found = default;
        // All of the text is read, as the last of equal keys counts, and what is behind it may be no hstore.
        for (var pairs = new HstoreText(text); pairs.TryNext(key, value); )
        {
            if (!key.Bytes.SequenceEqual(wanted))
                continue;
            isFound = !value.IsNull;
            found = value.Bytes.ToArray();
        }
        return isFound;
    }

    private static bool TryFind(Vector map, int row, ReadOnlySpan<byte> wanted, out ReadOnlySpan<byte> found)
    {
        found = default;
        var (offset, length) = map.ListEntries(row + 1)[row];
        var (keys, values) = (map.ListChild.StructChild(0), map.ListChild.StructChild(1));
        for (var pair = (int)offset; pair < (int)(offset + length); pair++)
        {
            if (!keys.Bytes(pair).SequenceEqual(wanted))
                continue;
            if (!values.IsValid(pair))
                return false;
            found = values.Bytes(pair);
            return true;
        }
        return false;
    }
}
