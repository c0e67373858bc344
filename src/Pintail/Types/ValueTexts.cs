namespace Pintail.Types;

/// <summary>
/// The SQL by which either side prints a value, so that a codec's own consistent mistake shows. Both must give the same
/// text, byte for byte, under the session settings that every connection pins (ISO dates, UTC, shortest floats).
/// </summary>
internal static class ValueTexts
{
    /// <summary>
    /// In Postgres, what the type's output function prints. Not a cast: ::text would run whatever somebody has defined
    /// with CREATE CAST (… AS text), and prints inet with its mask. num_nulls, because IS NULL is also true for a row of
    /// NULLs and concat makes NULL the empty text.
    /// </summary>
    public static string Output(string value) =>
        $"CASE WHEN pg_catalog.num_nulls({value}) = 0 THEN pg_catalog.concat({value}) END";

    /// <summary>In DuckDB, its own cast.</summary>
    public static string Cast(string value) => $"CAST({value} AS VARCHAR)";

    /// <summary>boolout: one letter.</summary>
    public static string Boolean(string value) => $"CASE {value} WHEN true THEN 't' WHEN false THEN 'f' END";

    /// <summary>
    /// In DuckDB, an expression under a name for the time of another: what is used several times is computed once.
    /// </summary>
    /// <param name="name">Not used for anything else in <paramref name="body"/>; it hides columns of that name there.</param>
    public static string Let(string name, string expression, string body) =>
        $"list_transform([{expression}], lambda {name}: {body})[1]";
}
