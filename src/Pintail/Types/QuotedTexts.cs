namespace Pintail.Types;

/// <summary>
/// DuckDB's SQL for the parts of a nested value's text: each part quoted where the syntax around it would read it as
/// something else. Every part stands in the SQL once, so that its size grows with the type and not with its depth.
/// Patterns are RE2's; \t-\r are the bytes 9 to 13, which isspace takes besides the blank.
/// </summary>
internal static class QuotedTexts
{
    /// <summary>array_out (arrayfuncs.c): also the word NULL in any case; quote and backslash after a backslash.</summary>
    public static string OfArray(string texts, string variable) =>
        Quoted(texts, variable, "NULL", """\A(?i:null)?\z|[\t-\r {},"\\]""", """\\\1""");

    /// <summary>record_out (rowtypes.c): quote and backslash are doubled; nothing at all for NULL.</summary>
    public static string OfComposite(string texts, string variable) =>
        Quoted(texts, variable, "", """\A\z|[\t-\r (),"\\]""", """\1\1""");

    /// <summary>range_bound_escape (rangetypes.c).</summary>
    public static string OfRange(string texts, string variable) =>
        Quoted(texts, variable, "", """\A\z|[\t-\r ()\[\],"\\]""", """\1\1""");

    /// <summary>hstore_out (contrib/hstore/hstore_io.c): keys and values always in quotes, NULL without.</summary>
    /// <param name="map">A MAP(VARCHAR, VARCHAR).</param>
    public static string OfPairs(string map, string variable)
    {
        static string Escaped(string text) => $"'\"' || regexp_replace({text}, '([\"\\\\])', '\\\\\\1', 'g') || '\"'";
        return $"array_to_string(list_transform(map_entries({map}), lambda {variable}: {Escaped($"{variable}.key")} "
            + $"|| '=>' || coalesce({Escaped($"{variable}.value")}, 'NULL')), ', ')";
    }

    private static string Quoted(string texts, string variable, string nullText, string pattern, string escaped) =>
        $"array_to_string(list_transform({texts}, lambda {variable}: CASE WHEN {variable} IS NULL THEN '{nullText}' "
        + $"WHEN regexp_matches({variable}, '{pattern}') "
        + $"THEN '\"' || regexp_replace({variable}, '([\"\\\\])', '{escaped}', 'g') || '\"' ELSE {variable} END), ',')";
}
