using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>
/// What a session's statements see when they list tables, views and columns. DuckDB's own functions for that are covered
/// by macros of the same names, as they would show every attached relation as a view; SHOW, DESCRIBE and
/// information_schema ask the same functions.
/// </summary>
internal static class SessionCatalog
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "show",
        "information_schema",
        "duckdb_tables",
        "duckdb_views",
        "duckdb_columns",
        "duckdb_schemas",
        "duckdb_constraints",
        "duckdb_indexes",
        "pg_catalog",
        "pg_class",
        "pg_tables",
        "pg_views",
        "pg_attribute",
        "pg_constraint",
        "pg_description",
        "pg_index",
        "pg_indexes",
        "sqlite_master",
        "sqlite_schema",
        "pragma",
        "pragma_show",
        "pragma_table_info",
    };

    private static readonly HashSet<string> KeyWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "information_schema",
        "duckdb_tables",
        "duckdb_constraints",
        "duckdb_indexes",
        "pg_class",
        "pg_constraint",
        "pg_description",
        "pg_index",
        "pg_indexes",
        "sqlite_master",
        "sqlite_schema",
    };

    public static void Install(DuckDBConnection connection) =>
        connection.Execute(EmbeddedSql.Read("Session.session-catalog.sql"));

    /// <summary>The statement may list what there is, so all of it has to be there.</summary>
    public static bool IsAbout(SqlPiece piece) => HasOne(piece, Words);

    /// <summary>It may list constraints and indexes, too.</summary>
    public static bool IsAboutKeys(SqlPiece piece) => HasOne(piece, KeyWords);

    private static bool HasOne(SqlPiece piece, HashSet<string> words) =>
        piece.Tokens.Any(token =>
            token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier
            && words.Contains(piece.Text.Substring(token.Start, token.Length).Trim('"'))
        );
}
