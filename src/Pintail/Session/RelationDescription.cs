using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>
/// What DESCRIBE shows of an attached relation. DuckDB describes a view, whose columns may all be NULL and are no keys.
/// </summary>
internal static class RelationDescription
{
    private const string PrimaryKey = "PRI";

    /// <summary>A query with the columns and the words of DuckDB's own DESCRIBE of a table, or of PRAGMA table_info.</summary>
    public static string Sql(AttachedRelation relation, bool isTableInfo) =>
        isTableInfo ? TableInfoSql(relation) : DescribeSql(relation);

    private static string DescribeSql(AttachedRelation relation) =>
        $"""
            SELECT
                column_name,
                data_type AS column_type,
                CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END AS "null",
                CASE {Keys(relation)} END AS "key",
                column_default AS "default",
                CAST(NULL AS VARCHAR) AS extra
            FROM duckdb_columns()
            WHERE database_name = {DuckDBText.Literal(relation.Attachment.Alias)}
                AND schema_name = {DuckDBText.Literal(relation.SchemaName)}
                AND table_name = {DuckDBText.Literal(relation.Name)}
            ORDER BY column_index
            """;

    private static string TableInfoSql(AttachedRelation relation) =>
        $"""
            SELECT
                CAST(column_index - 1 AS INTEGER) AS cid,
                column_name AS name,
                data_type AS "type",
                NOT is_nullable AS "notnull",
                column_default AS dflt_value,
                COALESCE(CASE {Keys(relation)} END = '{PrimaryKey}', false) AS pk
            FROM duckdb_columns()
            WHERE database_name = {DuckDBText.Literal(relation.Attachment.Alias)}
                AND schema_name = {DuckDBText.Literal(relation.SchemaName)}
                AND table_name = {DuckDBText.Literal(relation.Name)}
            ORDER BY column_index
            """;

    // As DuckDB says it: a column of the primary key is PRI, one of another unique key UNI.
    private static string Keys(AttachedRelation relation)
    {
        var words = relation.Columns.Select(column => (column.Name, Word: KeyWord(relation, column)));
        return string.Join(
            ' ',
            words
                .Where(column => column.Word is not null)
                .Select(column => $"WHEN column_name = {DuckDBText.Literal(column.Name)} THEN '{column.Word}'")
                .DefaultIfEmpty("WHEN false THEN ''")
        );
    }

    private static string? KeyWord(AttachedRelation relation, AttachedColumn column)
    {
        var keys = relation
            .Relation.Keys.Where(key => key.ColumnNumbers.Contains(column.Mapping.Column.Number))
            .ToList();
        return keys.Exists(key => key.IsPrimary) ? PrimaryKey
            : keys.Count > 0 ? "UNI"
            : null;
    }
}
