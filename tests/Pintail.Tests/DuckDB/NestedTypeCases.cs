using Pintail.DuckDB;

namespace Pintail.Tests.DuckDB;

internal static class NestedTypeCases
{
    internal static IEnumerable<TypeCase> All =>
        [
            new("INTEGER[]", IntegerList, WriteList, "[1, NULL, 3]", "[]", new object?[] { 1, null, 3 }),
            new(
                "VARCHAR[][]",
                ListOfLists,
                WriteListOfLists,
                "[[a, longer than twelve], NULL, []]",
                "[[]]",
                new object?[] { new object?[] { "a", "longer than twelve" }, null, Array.Empty<object?>() }
            ),
            new(
                "STRUCT(i INTEGER, s VARCHAR)",
                Struct,
                WriteStruct,
                "{'i': 1, 's': one}",
                "{'i': NULL, 's': NULL}",
                new Dictionary<string, object?> { ["i"] = 1, ["s"] = "one" }
            ),
            new(
                "SMALLINT[3]",
                ShortArray,
                WriteArray,
                "[1, 2, NULL]",
                "[7, 8, 9]",
                new object?[] { (short)1, (short)2, null }
            ),
            new(
                "MAP(VARCHAR, INTEGER)",
                Map,
                WriteMap,
                "{one=1, two=NULL}",
                "{}",
                new List<KeyValuePair<object, object?>> { new("one", 1), new("two", null) }
            ),
        ];

    private static LogicalType IntegerList()
    {
        using var child = LogicalType.Of(DuckDBType.Integer);
        return LogicalType.List(child);
    }

    private static void WriteList(Vector vector)
    {
        var entries = vector.ListEntries(TypeCase.Rows);
        (entries[0], entries[1], entries[2]) = (new ListEntry(0, 3), default, new ListEntry(3, 0));
        vector.ListReserve(3);
        var child = vector.ListChild;
        var values = child.Data<int>(3);
        (values[0], values[2]) = (1, 3);
        child.SetNull(1);
        vector.ListSize = 3;
    }

    private static LogicalType ListOfLists()
    {
        using var text = LogicalType.Of(DuckDBType.Varchar);
        using var inner = LogicalType.List(text);
        return LogicalType.List(inner);
    }

    private static void WriteListOfLists(Vector vector)
    {
        var outer = vector.ListEntries(TypeCase.Rows);
        (outer[0], outer[1], outer[2]) = (new ListEntry(0, 3), default, new ListEntry(3, 1));
        vector.ListReserve(4);
        var middle = vector.ListChild;
        var inner = middle.ListEntries(4);
        (inner[0], inner[1], inner[2], inner[3]) = (
            new ListEntry(0, 2),
            default,
            new ListEntry(2, 0),
            new ListEntry(2, 0)
        );
        middle.SetNull(1);
        middle.ListReserve(2);
        var strings = middle.ListChild.Strings(2);
        strings.Set(0, "a"u8);
        strings.Set(1, "longer than twelve"u8);
        middle.ListSize = 2;
        vector.ListSize = 4;
    }

    private static LogicalType Struct()
    {
        using var integer = LogicalType.Of(DuckDBType.Integer);
        using var text = LogicalType.Of(DuckDBType.Varchar);
        return LogicalType.Struct(("i", integer), ("s", text));
    }

    private static void WriteStruct(Vector vector)
    {
        vector.StructChild(0).Data<int>(TypeCase.Rows)[0] = 1;
        vector.StructChild(1).Strings(TypeCase.Rows).Set(0, "one"u8);
        for (var row = 1; row < TypeCase.Rows; row++)
        {
            vector.StructChild(0).SetNull(row);
            vector.StructChild(1).SetNull(row);
        }
    }

    private static LogicalType ShortArray()
    {
        using var child = LogicalType.Of(DuckDBType.SmallInt);
        return LogicalType.Array(child, 3);
    }

    private static void WriteArray(Vector vector)
    {
        ReadOnlySpan<short> values = [1, 2, 0, 0, 0, 0, 7, 8, 9];
        values.CopyTo(vector.ArrayChild.Data<short>(values.Length));
        vector.ArrayChild.SetNull(2);
    }

    private static LogicalType Map()
    {
        using var key = LogicalType.Of(DuckDBType.Varchar);
        using var value = LogicalType.Of(DuckDBType.Integer);
        return LogicalType.Map(key, value);
    }

    private static void WriteMap(Vector vector)
    {
        var entries = vector.ListEntries(TypeCase.Rows);
        (entries[0], entries[1], entries[2]) = (new ListEntry(0, 2), default, new ListEntry(2, 0));
        vector.ListReserve(2);
        var pairs = vector.ListChild;
        var keys = pairs.StructChild(0).Strings(2);
        keys.Set(0, "one"u8);
        keys.Set(1, "two"u8);
        pairs.StructChild(1).Data<int>(2)[0] = 1;
        pairs.StructChild(1).SetNull(1);
        vector.ListSize = 2;
    }
}
