namespace Pintail.Session;

/// <summary>
/// A schema that the source calls main. In each of its databases DuckDB looks there for a name without a schema, which in an
/// attached database means the default schema of the attachment: so the source's has another name in DuckDB, statements
/// that name it are told so.
/// </summary>
internal static class MainSchema
{
    public const string Name = "main";

    /// <summary>No user's schema: Postgres keeps names that begin with pg_ to itself. Lists show it.</summary>
    public const string NameInDuckDB = "pg_source_main";

    public static bool Is(string schema) => schema.Equals(Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>DuckDB's name for a schema that is meant by the source's.</summary>
    public static string InDuckDB(Attachment attachment, string schema) =>
        attachment.HidesMain && Is(schema) ? NameInDuckDB : schema;

    /// <summary>The source's name for a schema of an attached database, as far as it is another.</summary>
    public static string InSource(string schemaName) => schemaName == NameInDuckDB ? Name : schemaName;
}
