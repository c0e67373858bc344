namespace Pintail.Session;

/// <summary>
/// The schemas of the server's own relations. DuckDB has schemas of these names in every database, into which nothing can be
/// put: the views of an attached database's are in schemas of other names, and statements that name them are told so.
/// </summary>
internal static class SystemSchemas
{
    // No user's schema: Postgres keeps names that begin with pg_ to itself.
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pg_catalog"] = "pg_source_catalog",
        ["information_schema"] = "pg_source_information_schema",
    };

    public static bool Contains(string schema) => Names.ContainsKey(schema);

    /// <summary>DuckDB's name for one of them.</summary>
    public static string NameOf(string schema) => Names[schema];
}
