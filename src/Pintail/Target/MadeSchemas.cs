using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Makes schemas for tables to come, and takes back those that stayed empty.</summary>
internal sealed class MadeSchemas(Warehouse warehouse)
{
    private readonly List<string> _made = [];

    public void Make(IEnumerable<string> schemas)
    {
        var there = warehouse
            .Control.Select("SELECT schema_name FROM duckdb_schemas() WHERE database_name = $1", warehouse.Catalog)
            .Select(row => DuckDBText.Folded((string)row[0]!))
            .ToHashSet();
        foreach (var schema in schemas.Where(schema => there.Add(DuckDBText.Folded(schema))))
        {
            warehouse.Control.Execute($"CREATE SCHEMA IF NOT EXISTS {Sql(schema)}");
            _made.Add(schema);
        }
    }

    public void DropEmpty()
    {
        foreach (var schema in _made.Where(IsEmpty))
        {
            try
            {
                warehouse.Control.Execute($"DROP SCHEMA IF EXISTS {Sql(schema)}");
            }
            catch (DuckDBException)
            {
                // It has become what it was made for.
            }
        }
    }

    // Asked, because DROP without CASCADE is no safeguard: in DuckDB 1.5 it takes tables along that were altered since the
    // file was opened (ALTER TABLE forgets that the table depends on its schema).
    private bool IsEmpty(string schema) =>
        warehouse
            .Control.Select(
                """
                SELECT 1 FROM duckdb_tables() WHERE database_name = $1 AND schema_name = $2
                UNION ALL SELECT 1 FROM duckdb_views() WHERE database_name = $1 AND schema_name = $2
                UNION ALL SELECT 1 FROM duckdb_sequences() WHERE database_name = $1 AND schema_name = $2
                UNION ALL SELECT 1 FROM duckdb_types() WHERE database_name = $1 AND schema_name = $2
                UNION ALL SELECT 1 FROM duckdb_functions() WHERE database_name = $1 AND schema_name = $2
                """,
                warehouse.Catalog,
                schema
            )
            .Count == 0;

    private string Sql(string schema) => $"{DuckDBText.Identifier(warehouse.Catalog)}.{DuckDBText.Identifier(schema)}";
}
