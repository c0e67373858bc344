using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Reads pintail.table_state and pintail.heap_state. Planning writes nothing, so those of older versions are read as they are.</summary>
internal static class RecordedState
{
    private const string RefreshColumns =
        "system_identifier, timeline, stats_reset, is_in_recovery, database_oid::BIGINT, read_lsn, definition, not_differencable";

    public static List<RecordedTable> Read(Warehouse warehouse, DuckDBConnection connection)
    {
        var types = StateTables.HasColumn(warehouse, "table_state", "column_types") ? "column_types" : "NULL";
        var xmin = StateTables.HasColumn(warehouse, "table_state", "snapshot_xmin") ? "snapshot_xmin" : "NULL";
        var stale = StateTables.HasColumn(warehouse, "table_state", "stale_rows") ? "stale_rows" : "NULL";
        var based = StateTables.HasColumn(warehouse, "table_state", "base_xmin") ? "base_xmin" : "NULL";
        var kind = StateTables.HasColumn(warehouse, "table_state", "source_kind") ? "source_kind" : "NULL";
        // Added together, the last of them last.
        var isOld = !StateTables.HasColumn(warehouse, "table_state", "not_differencable");
        var rows = connection.Select(
            $"""
            SELECT
                source, source_schema, source_table, target_schema, target_table, {types}, snapshot_lsn, snapshot_time,
                source_oid::BIGINT, {stale}::BIGINT, {xmin}::BIGINT, row_count, COALESCE({based}, {xmin})::BIGINT, {(
                isOld ? "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL" : RefreshColumns
            )}, {kind}
            FROM {Own(warehouse, "table_state")}
            """
        );
        var foreign = isOld ? [] : OverwrittenByOthers(warehouse, connection);
        var heaps = isOld ? new Dictionary<TargetTable, List<RecordedHeap>>() : ReadHeaps(warehouse, connection);
        return
        [
            .. rows.Select(row => ReadTable(row, heaps))
                .Select(table =>
                    foreign.Contains(table.Target.Folded)
                        ? table with
                        {
                            Base = null,
                            Definition = null,
                            NotDifferencable = "somebody else's run, such as the Flight's, has written to it",
                        }
                        : table
                ),
        ];
    }

    // A run that the tracker knows and we do not. It may keep another zone's time, hence the day.
    private static HashSet<TargetTable> OverwrittenByOthers(Warehouse warehouse, DuckDBConnection connection)
    {
        var rows = connection.Select(
            $"""
            SELECT DISTINCT f.destination_schema, f.destination_table
            FROM {warehouse.Sql(new TargetTable("main", "flight_tracker"))} f
            JOIN {Own(warehouse, "table_state")} s
                ON {DuckDBText.FoldedSql("s.target_schema")} = {DuckDBText.FoldedSql("f.destination_schema")}
                AND {DuckDBText.FoldedSql("s.target_table")} = {DuckDBText.FoldedSql("f.destination_table")}
            WHERE f.destination_database = $1 AND f.update_ts > s.snapshot_time - INTERVAL 1 DAY
                AND f.run_id NOT IN (SELECT run_id FROM {Own(warehouse, "run")})
            """,
            warehouse.Spec.DatabaseName
        );
        return [.. rows.Select(row => new TargetTable((string)row[0]!, (string)row[1]!).Folded)];
    }

    private static RecordedTable ReadTable(object?[] row, Dictionary<TargetTable, List<RecordedHeap>> heaps)
    {
        var target = new TargetTable((string)row[3]!, (string)row[4]!);
        return new RecordedTable((string)row[0]!, (string)row[1]!, (string)row[2]!, target)
        {
            ColumnTypes = ColumnTypesText.Read((string?)row[5]),
            SnapshotLsn = (string?)row[6],
            SnapshotTime = new DateTimeOffset((DateTime)row[7]!, TimeSpan.Zero),
            SourceOid = (uint)(long)row[8]!,
            StaleRows = (long?)row[9] ?? 0,
            SnapshotXmin = (long?)row[10],
            RowCount = (long)row[11]!,
            Base = heaps.TryGetValue(target, out var of) ? ReadBase(row, of) : null,
            Definition = (string?)row[19],
            NotDifferencable = (string?)row[20],
            Kind = CopiedKinds.Read((string?)row[21]),
        };
    }

    private static RefreshBase? ReadBase(object?[] row, List<RecordedHeap> heaps) =>
        row
            is [
                ..,
                long oldest,
                string identifier,
                string timeline,
                string reset,
                bool isInRecovery,
                long database,
                string lsn,
                string definition,
                null,
                _,
            ]
            ? new RefreshBase
            {
                SystemIdentifier = identifier,
                Timeline = timeline,
                StatsReset = reset,
                IsInRecovery = isInRecovery,
                DatabaseOid = (uint)database,
                ReadLsn = lsn,
                OldestTransaction = oldest,
                Definition = definition,
                Heaps = heaps,
            }
            : null;

    private static Dictionary<TargetTable, List<RecordedHeap>> ReadHeaps(
        Warehouse warehouse,
        DuckDBConnection connection
    )
    {
        var rows = connection.Select(
            $"""
            SELECT
                target_schema, target_table, heap_oid::BIGINT, file_node::BIGINT, tablespace_oid::BIGINT, definition_hash,
                fresh_rows
            FROM {Own(warehouse, "heap_state")}
            ORDER BY heap_oid
            """
        );
        return rows.GroupBy(row => new TargetTable((string)row[0]!, (string)row[1]!))
            .ToDictionary(
                table => table.Key,
                table =>
                    table
                        .Select(row => new RecordedHeap(
                            (uint)(long)row[2]!,
                            (uint)(long)row[3]!,
                            (uint)(long)row[4]!,
                            (long)row[5]!,
                            (string?)row[6]
                        ))
                        .ToList()
            );
    }

    private static string Own(Warehouse warehouse, string table) =>
        warehouse.Sql(new TargetTable(StateTables.Schema, table));
}
