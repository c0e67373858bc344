using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Reads and makes the tables that a mirror keeps about itself (state-tables.sql).</summary>
public static class StateTables
{
    /// <summary>The schema of our own tables.</summary>
    public const string Schema = "pintail";

    /// <summary>Our tables: no mirrored table may take one of these names.</summary>
    public static IReadOnlyList<TargetTable> Reserved { get; } =
    [
        new("main", "flight_tracker"),
        new("main", "last_sync_time"),
        new(Schema, "run"),
        new(Schema, "table_run"),
        new(Schema, "table_state"),
        new(Schema, "heap_state"),
    ];

    public static void Create(Warehouse warehouse)
    {
        var text = EmbeddedSql.Read("Target.state-tables.sql");
        // Not within a comment of the file: a name may hold a line feed, and what follows it would run.
        var sql = text.Replace("{0}", DuckDBText.Identifier(warehouse.Catalog), StringComparison.Ordinal);
        warehouse.InTransaction("Making Pintail's own tables in the target", connection => connection.Execute(sql));
    }

    /// <summary>True once a run has entered itself in the target.</summary>
    internal static bool AreThere(Warehouse warehouse) =>
        warehouse
            .Control.Select(
                "SELECT 1 FROM duckdb_tables() WHERE database_name = $1 AND schema_name = $2 AND table_name = 'run'",
                warehouse.Catalog,
                Schema
            )
            .Count > 0;

    /// <summary>What the target holds; works on one that no run has seen, and writes nothing.</summary>
    /// <exception cref="PintailException">
    /// TargetConflict: something else has the name of one of our tables. TargetUnreachable: a damaged file.
    /// </exception>
    public static TargetContents Read(Warehouse warehouse)
    {
        try
        {
            return ReadContents(warehouse);
        }
        catch (DuckDBException e)
        {
            throw TargetErrors.Unusable(e, "could not be read", warehouse.Spec);
        }
    }

    private static TargetContents ReadContents(Warehouse warehouse)
    {
        var connection = warehouse.Control;
        var objects = connection.Select(
            """
            SELECT schema_name, table_name, false FROM duckdb_tables() WHERE database_name = $1
            UNION ALL
            SELECT schema_name, view_name, true FROM duckdb_views() WHERE database_name = $1 AND NOT internal
            """,
            warehouse.Catalog
        );
        StateTableColumns.Check(warehouse);
        var names = objects.Select(row => new TargetTable((string)row[0]!, (string)row[1]!)).ToHashSet();
        var recorded = names.Contains(new TargetTable(Schema, "table_state"))
            ? RecordedState.Read(warehouse, connection)
            : [];
        var ours = recorded.Select(table => table.Target.Folded).ToHashSet();
        if (names.Contains(new TargetTable("main", "flight_tracker")))
            ours.UnionWith(ReadTracker(warehouse, connection).Select(table => table.Folded));
        return new TargetContents(
            [
                .. objects
                    .Select(row => (Table: new TargetTable((string)row[0]!, (string)row[1]!), IsView: (bool)row[2]!))
                    .Where(found => !Reserved.Contains(found.Table))
                    .Select(found => new TargetObject(
                        found.Table,
                        found.IsView,
                        !found.IsView && ours.Contains(found.Table.Folded)
                    )),
            ],
            recorded
        );
    }

    internal static bool HasColumn(Warehouse warehouse, string table, string column) =>
        warehouse.ColumnsOf(warehouse.Control, new TargetTable(Schema, table)).Exists(one => one.Name == column);

    private static IEnumerable<TargetTable> ReadTracker(Warehouse warehouse, DuckDBConnection connection)
    {
        var rows = connection.Select(
            $"""
            SELECT DISTINCT destination_schema, destination_table
            FROM {warehouse.Sql(new TargetTable("main", "flight_tracker"))}
            WHERE destination_database = $1 AND destination_schema IS NOT NULL AND destination_table IS NOT NULL
            """,
            warehouse.Spec.DatabaseName
        );
        return rows.Select(row => new TargetTable((string)row[0]!, (string)row[1]!));
    }
}
