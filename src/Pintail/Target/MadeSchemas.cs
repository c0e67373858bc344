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
        foreach (var schema in _made)
        {
            try
            {
                // Without CASCADE: one that holds anything stays.
                warehouse.Control.Execute($"DROP SCHEMA IF EXISTS {Sql(schema)}");
            }
            catch (DuckDBException)
            {
                // It has become what it was made for.
            }
        }
    }

    private string Sql(string schema) => $"{DuckDBText.Identifier(warehouse.Catalog)}.{DuckDBText.Identifier(schema)}";
}
