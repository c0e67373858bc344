namespace Pintail.DuckDB;

/// <summary>The nested half of <see cref="CellReader"/>.</summary>
internal static class NestedReader
{
    internal static object Read(Vector vector, LogicalType type, int row)
    {
        switch (type.Id)
        {
            case DuckDBType.List:
            {
                using var child = type.ListChild();
                var (offset, length) = vector.ListEntries(row + 1)[row];
                return Elements(vector.ListChild, child, (int)offset, (int)length);
            }

            case DuckDBType.Array:
            {
                using var child = type.ArrayChild();
                return Elements(vector.ArrayChild, child, row * type.ArraySize, type.ArraySize);
            }

            case DuckDBType.Struct:
                return Fields(vector, type, row);
            default:
                return Pairs(vector, type, row);
        }
    }

    private static object?[] Elements(Vector child, LogicalType type, int offset, int length)
    {
        var elements = new object?[length];
        for (var i = 0; i < length; i++)
        {
            elements[i] = CellReader.Read(child, type, offset + i);
        }

        return elements;
    }

    private static Dictionary<string, object?> Fields(Vector vector, LogicalType type, int row)
    {
        var fields = new Dictionary<string, object?>(type.StructCount);
        for (var i = 0; i < type.StructCount; i++)
        {
            using var child = type.StructChild(i);
            fields[type.StructName(i)] = CellReader.Read(vector.StructChild(i), child, row);
        }

        return fields;
    }

    private static List<KeyValuePair<object, object?>> Pairs(Vector vector, LogicalType type, int row)
    {
        using var keyType = type.MapKey();
        using var valueType = type.MapValue();
        var (offset, length) = vector.ListEntries(row + 1)[row];
        var (keys, values) = (vector.ListChild.StructChild(0), vector.ListChild.StructChild(1));
        var pairs = new List<KeyValuePair<object, object?>>((int)length);
        for (var i = (int)offset; i < (int)(offset + length); i++)
        {
            // A key is never NULL in DuckDB.
            pairs.Add(new(CellReader.Read(keys, keyType, i)!, CellReader.Read(values, valueType, i)));
        }

        return pairs;
    }
}
