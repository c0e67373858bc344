namespace Pintail.Session;

/// <summary>
/// A schema that the source calls main. In each of its databases DuckDB looks there for a name without a schema, which in an
/// attached database means the default schema of the attachment: so the source's has another name in DuckDB, statements
/// that name it are told so, and lists show it by its own name.
/// </summary>
internal static class MainSchema
{
    public const string Name = "main";

    /// <summary>No user's schema: Postgres keeps names that begin with pg_ to itself. Also in session-catalog.sql.</summary>
    public const string NameInDuckDB = "pg_source_main";

    public static bool Is(string schema) => schema.Equals(Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>As lists show a schema of an attached database.</summary>
    public static string Shown(string schemaName) => schemaName == NameInDuckDB ? Name : schemaName;
}
