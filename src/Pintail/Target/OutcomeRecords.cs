using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Writes what a run did into the tracker, audit and state tables; within the transaction that publishes.</summary>
internal sealed class OutcomeRecords(Warehouse warehouse, TimeProvider time)
{
    private static readonly string[] TableRun =
    [
        "run_id",
        "source_schema",
        "source_table",
        "target_schema",
        "target_table",
        "status",
        "strategy",
        "rows_loaded",
        "bytes_read",
        "attempts",
        "started_at",
        "finished_at",
        "snapshot_lsn",
        "snapshot_time",
        "inexact_columns",
        "proof",
        "error_kind",
        "error_message",
        "change",
        "reason",
        "rows_inserted",
        "rows_updated",
        "rows_deleted",
    ];

    /// <summary>The columns of main.flight_tracker that are written.</summary>
    public static readonly string[] Tracker =
    [
        "run_id",
        "flight_secret_name",
        "source_schema",
        "source_table",
        "destination_database",
        "destination_schema",
        "destination_table",
        "rows_loaded",
        "attempts",
        "started_at",
        "finished_at",
        "update_ts",
    ];

    private static readonly string[] TableState =
    [
        "source",
        "source_schema",
        "source_table",
        "target_schema",
        "target_table",
        "run_id",
        "source_oid",
        "row_count",
        "snapshot_lsn",
        "snapshot_time",
        "column_types",
        "snapshot_xmin",
        "system_identifier",
        "timeline",
        "stats_reset",
        "is_in_recovery",
        "database_oid",
        "read_lsn",
        "definition",
        "not_differencable",
        "stale_rows",
        "base_xmin",
        "source_kind",
    ];

    private static readonly string[] HeapState =
    [
        "target_schema",
        "target_table",
        "heap_oid",
        "file_node",
        "tablespace_oid",
        "definition_hash",
        "fresh_rows",
    ];

    public void Write(DuckDBConnection connection, RunOutcome outcome)
    {
        var published = outcome.Tables.Where(table => table.Change is not null).ToList();
        var now = time.GetUtcNow();
        BulkRows.Insert(connection, Own("table_run"), TableRun, outcome.Tables.Select(table => RunRow(outcome, table)));
        BulkRows.Insert(
            connection,
            warehouse.Sql(new TargetTable("main", "flight_tracker")),
            Tracker,
            published.Select(table => TrackerRow(outcome, table, now))
        );
        Forget(connection, published.Select(table => table.Target));
        BulkRows.Insert(
            connection,
            Own("table_state"),
            TableState,
            published.Select(table => StateRow(outcome, table))
        );
        BulkRows.Insert(connection, Own("heap_state"), HeapState, published.SelectMany(HeapRows));
    }

    /// <summary>Takes tables out of the state. DuckDB folds ASCII case in names, so "Foo" takes the place that "foo" had.</summary>
    public void Forget(DuckDBConnection connection, IEnumerable<TargetTable> tables)
    {
        string[] names = [DuckDBText.FoldedSql("target_schema"), DuckDBText.FoldedSql("target_table")];
        var keys = tables.Select(table => table.Folded).Select(table => new object?[] { table.Schema, table.Name });
        var all = keys.ToList();
        BulkRows.Delete(connection, Own("table_state"), names, all);
        BulkRows.Delete(connection, Own("heap_state"), names, all);
    }

    private static object?[] RunRow(RunOutcome outcome, TableOutcome table) =>
        [
            outcome.RunId,
            table.SourceSchema,
            table.SourceTable,
            table.Target.Schema,
            table.Target.Name,
            table.Status,
            table.Strategy,
            table.Rows,
            table.Bytes,
            table.Attempts,
            table.StartedAt,
            table.FinishedAt,
            outcome.SnapshotLsn,
            outcome.SnapshotTime,
            table.InexactColumns,
            table.Proof,
            table.Error?.Kind.ToString(),
            table.Error?.Message,
            table.Change?.Name,
            table.Reason,
            table.Change?.Inserted,
            table.Change?.Updated,
            table.Change?.Deleted,
        ];

    private object?[] TrackerRow(RunOutcome outcome, TableOutcome table, DateTimeOffset now) =>
        [
            outcome.RunId,
            outcome.SecretName,
            table.SourceSchema,
            table.SourceTable,
            warehouse.Spec.DatabaseName,
            table.Target.Schema,
            table.Target.Name,
            table.Rows,
            table.Attempts,
            table.StartedAt,
            table.FinishedAt,
            now,
        ];

    private static object?[] StateRow(RunOutcome outcome, TableOutcome table) =>
        [
            outcome.Source,
            table.SourceSchema,
            table.SourceTable,
            table.Target.Schema,
            table.Target.Name,
            outcome.RunId,
            (long)table.SourceOid,
            table.RowCount,
            outcome.SnapshotLsn,
            outcome.SnapshotTime,
            ColumnTypesText.Write(table.ColumnTypes),
            outcome.SnapshotXmin,
            table.Base?.SystemIdentifier,
            table.Base?.Timeline,
            table.Base?.StatsReset,
            table.Base?.IsInRecovery,
            (long?)table.Base?.DatabaseOid,
            table.Base?.ReadLsn,
            table.Definition,
            table.NotDifferencable,
            table.StaleRows,
            table.Base?.OldestTransaction,
            table.Kind.Name(),
        ];

    private static IEnumerable<object?[]> HeapRows(TableOutcome table) =>
        (table.Base?.Heaps ?? []).Select(heap =>
            new object?[]
            {
                table.Target.Schema,
                table.Target.Name,
                (long)heap.Oid,
                (long)heap.FileNode,
                (long)heap.TablespaceOid,
                heap.DefinitionHash,
                heap.FreshRows,
            }
        );

    private string Own(string table) => warehouse.Sql(new TargetTable(StateTables.Schema, table));
}
