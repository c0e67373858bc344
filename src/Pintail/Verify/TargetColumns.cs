using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Target;

namespace Pintail.Verify;

/// <summary>The columns of the target's tables, with their types as DuckDB writes them.</summary>
internal sealed class TargetColumns
{
    private readonly Warehouse _warehouse;
    private readonly ILookup<TargetTable, (string Name, string Type)> _columns;

    private TargetColumns(Warehouse warehouse, ILookup<TargetTable, (string, string)> columns) =>
        (_warehouse, _columns) = (warehouse, columns);

    public static TargetColumns Read(Warehouse warehouse)
    {
        var rows = warehouse.Control.Select(
            """
            SELECT schema_name, table_name, column_name, data_type
            FROM duckdb_columns() WHERE database_name = $1 ORDER BY schema_name, table_name, column_index
            """,
            warehouse.Catalog
        );
        return new TargetColumns(
            warehouse,
            rows.ToLookup(
                row => new TargetTable((string)row[0]!, (string)row[1]!).Folded,
                row => ((string)row[2]!, (string)row[3]!)
            )
        );
    }

    /// <summary>How a table differs from what the plan would make of it now, a clause for each difference.</summary>
    public IReadOnlyList<string> Compare(TablePlan plan)
    {
        var there = _columns[plan.Target.Folded].ToDictionary(column => DuckDBText.Folded(column.Name));
        var types = Types(plan);
        List<string> differences = [];
        foreach (var (column, type) in plan.Columns.Zip(types))
        {
            if (!there.Remove(DuckDBText.Folded(column.Name), out var mirrored))
                differences.Add($"the column \"{column.Mapping.Column.Name}\" is not in the mirror");
            else if (mirrored.Type != type)
                differences.Add(
                    $"the column \"{column.Mapping.Column.Name}\" is {mirrored.Type} in the mirror and would now be {type}"
                );
        }
        differences.AddRange(
            there.Values.Select(column => $"the mirror's column \"{column.Name}\" is not selected at the source")
        );
        return differences;
    }

    // As DuckDB itself writes them: its names have synonyms.
    private IEnumerable<string> Types(TablePlan plan)
    {
        var types = plan.Columns.Select(column => $"typeof(CAST(NULL AS {column.Mapping.DuckDBTypeSql}))");
        using var result = _warehouse.Control.Query($"SELECT {string.Join(", ", types)}");
        return [.. result.Rows().Single().Select(type => (string)type!)];
    }
}
