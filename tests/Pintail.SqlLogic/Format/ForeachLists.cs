namespace Pintail.SqlLogic.Format;

/// <summary>The lists that foreach knows by name, and !value, which takes a value out of what stands before it.</summary>
internal static class ForeachLists
{
    private static readonly string[] Signed = ["tinyint", "smallint", "integer", "bigint", "hugeint"];
    private static readonly string[] Unsigned = ["utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"];
    private static readonly string[] Integral = [.. Signed, .. Unsigned];
    private static readonly string[] Numeric = [.. Integral, "float", "double"];

    private static readonly Dictionary<string, string[]> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        ["<signed>"] = Signed,
        ["<unsigned>"] = Unsigned,
        ["<integral>"] = Integral,
        ["<numeric>"] = Numeric,
        ["<alltypes>"] = [.. Numeric, "bool", "interval", "varchar"],
        ["<compression>"] =
        [
            "none",
            "uncompressed",
            "rle",
            "bitpacking",
            "dictionary",
            "fsst",
            "dict_fsst",
            "alp",
            "alprd",
        ],
        ["<all_types_columns>"] = AllTypesColumns(),
    };

    internal static IReadOnlyList<string> Expand(IEnumerable<string> words)
    {
        var values = new List<string>();
        foreach (var word in words)
        {
            if (Lists.TryGetValue(word, out var list))
                values.AddRange(list);
            else if (!word.StartsWith('!') || !values.Remove(word[1..]))
                values.Add(word);
        }
        return values;
    }

    // The columns of DuckDB's test_all_types().
    private static string[] AllTypesColumns() =>
        """
            bool tinyint smallint int bigint hugeint uhugeint utinyint usmallint uint ubigint date time timestamp timestamp_s
            timestamp_ms timestamp_ns time_tz timestamp_tz float double dec_4_1 dec_9_4 dec_18_6 dec38_10 uuid interval varchar
            blob bit small_enum medium_enum large_enum int_array double_array date_array timestamp_array timestamptz_array
            varchar_array nested_int_array struct struct_of_arrays array_of_structs map union fixed_int_array
            fixed_varchar_array fixed_nested_int_array fixed_nested_varchar_array fixed_struct_array struct_of_fixed_array
            fixed_array_of_int_list list_of_fixed_int_array
            """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
