namespace Pintail.Target;

/// <summary>
/// Whether main.flight_tracker and main.last_sync_time, which others may have made, can take the rows that we write.
/// Found before anything is loaded instead of when everything is.
/// </summary>
internal static class StateTableColumns
{
    private static readonly Dictionary<string, string[]> Written = new()
    {
        ["flight_tracker"] = OutcomeRecords.Tracker,
        ["last_sync_time"] = ["last_sync_time"],
    };

    /// <exception cref="PintailException">TargetConflict.</exception>
    public static void Check(Warehouse warehouse)
    {
        // duckdb_columns lists views' columns too, and only tables can be written to.
        var found = warehouse
            .Control.Select(
                """
                SELECT c.table_name, lower(c.column_name), t.table_name IS NOT NULL
                FROM duckdb_columns() c
                LEFT JOIN duckdb_tables() t
                    ON t.database_name = c.database_name AND t.schema_name = c.schema_name AND t.table_name = c.table_name
                WHERE c.database_name = $1 AND c.schema_name = 'main'
                    AND c.table_name IN ('flight_tracker', 'last_sync_time')
                """,
                warehouse.Catalog
            )
            .ToLookup(row => (string)row[0]!, row => (Column: (string)row[1]!, IsTable: (bool)row[2]!));
        foreach (var table in found)
        {
            if (table.Any(one => !one.IsTable))
                throw Conflict($"main.{table.Key} is a view.");
            if (Written[table.Key].Except(table.Select(one => one.Column)).FirstOrDefault() is { } missing)
                throw Conflict($"main.{table.Key} has no column {missing}.");
        }
    }

    private static PintailException Conflict(string what) =>
        new(
            ErrorKind.TargetConflict,
            $"In the target, {what} Pintail keeps its log in a table of this name.",
            "Rename or drop it there, or mirror into another target."
        );
}
