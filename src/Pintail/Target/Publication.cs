// The publish: one target transaction in which the staging tables take the places of the old ones and the audit and state
// tables say so. Its commit is the moment in which readers go from the old state to the new one; before it nothing of a
// run is visible, after it everything. The checkpoint that follows only gives space back.

using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Publishes and records, in one transaction.</summary>
public sealed class Publication(Warehouse warehouse, TimeProvider time)
{
    private const int FewTables = 100;

    private readonly OutcomeRecords _records = new(warehouse, time);

    /// <returns>Why the log could not be written into the file afterwards; null when it was, or is not to be yet.</returns>
    /// <exception cref="PintailException">TargetFailed; nothing of it is visible then.</exception>
    public PintailException? Publish(RunOutcome outcome)
    {
        warehouse.InTransaction(
            "Publishing",
            connection =>
            {
                Failpoint.Reach(Failpoint.PublishBegin);
                CheckStillEntered(connection, outcome.RunId);
                warehouse.ThrowIfMoved();
                var isThere = Existing(connection, outcome);
                foreach (var table in outcome.Tables)
                {
                    if (table is { Change.Kind: ChangeKind.Replaced, Staging: { } staging })
                        Swap(connection, table, staging, isThere(table.Target));
                    else if (table is { Change: { Kind: ChangeKind.Appended or ChangeKind.Merged } })
                        new Merge(warehouse, table).Carry(connection);
                    Failpoint.Reach(Failpoint.PublishSwap);
                }
                _records.Write(connection, outcome);
                Failpoint.Reach(Failpoint.PublishAudit);
                foreach (var table in outcome.Pruned)
                    Prune(connection, table);
                if (outcome.IsComplete)
                    WriteSyncTime(connection, outcome);
                if (outcome.IsLast)
                    FinishRun(connection, outcome);
                Failpoint.Reach(Failpoint.PublishCommit);
            }
        );
        Failpoint.Reach(Failpoint.PublishCheckpoint);
        // While other tables are still being loaded DuckDB would refuse it, and the last publish makes up for it.
        var doubt = outcome.IsLast ? warehouse.Checkpoint() : null;
        // After one that failed DuckDB may have closed the file.
        if (doubt is null)
            warehouse.ThrowIfMoved();
        return doubt;
    }

    // On MotherDuck a run that was silent for too long (a laptop asleep) is taken for dead, and another one may be
    // at work. A local file is ours as long as it is open.
    private void CheckStillEntered(DuckDBConnection connection, string runId)
    {
        if (connection.Select($"SELECT status FROM {Own("run")} WHERE run_id = $1", runId) is [["running"]])
            return;
        throw new PintailException(
            ErrorKind.TargetLocked,
            $"Run {runId} gave no sign of life for too long and was taken for dead by another run, which now writes to {warehouse.Spec.Display}.",
            "Nothing was published; run again when the other run has ended."
        );
    }

    // To drop what is not there takes as long as to rename a table, and to list what there is longer than to drop a few.
    private Func<TargetTable, bool> Existing(DuckDBConnection connection, RunOutcome outcome)
    {
        if (outcome.Tables.Count <= FewTables)
            return _ => true;
        var rows = connection.Select(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = $1",
            warehouse.Catalog
        );
        var names = rows.Select(row => new TargetTable((string)row[0]!, (string)row[1]!).Folded).ToHashSet();
        return table => names.Contains(table.Folded);
    }

    private void Swap(DuckDBConnection connection, TableOutcome table, TargetTable staging, bool mayBeThere)
    {
        var target = warehouse.Sql(table.Target);
        if (mayBeThere)
            connection.Execute($"DROP TABLE IF EXISTS {target}");
        connection.Execute(
            $"ALTER TABLE {warehouse.Sql(staging)} RENAME TO {DuckDBText.Identifier(table.Target.Name)}"
        );
        if (table.Comment is { } comment)
            connection.Execute($"COMMENT ON TABLE {target} IS {DuckDBText.Literal(comment)}");
        foreach (var key in table.UniqueKeys)
        {
            // Indexes share one namespace per schema in the target, where several source schemas may meet.
            var name = DuckDBText.Identifier($"{Part(table.Target.Name)}.{Part(key.Name)}");
            connection.Execute($"CREATE UNIQUE INDEX {name} ON {target} ({DuckDBText.Identifiers(key.Columns)})");
        }
        foreach (var (column, text) in table.ColumnComments)
            connection.Execute(
                $"COMMENT ON COLUMN {target}.{DuckDBText.Identifier(column)} IS {DuckDBText.Literal(text)}"
            );
    }

    // A dot inside a name must not make two pairs of names one.
    private static string Part(string name) => name.Contains('.') ? DuckDBText.Identifier(name) : name;

    private void Prune(DuckDBConnection connection, TargetTable table)
    {
        connection.Execute($"DROP TABLE IF EXISTS {warehouse.Sql(table)}");
        _records.Forget(connection, [table]);
    }

    private void WriteSyncTime(DuckDBConnection connection, RunOutcome outcome)
    {
        var table = warehouse.Sql(new TargetTable("main", "last_sync_time"));
        connection.Execute($"DELETE FROM {table}");
        connection.Execute($"INSERT INTO {table} (last_sync_time) VALUES ($1)", outcome.SnapshotTime);
    }

    private void FinishRun(DuckDBConnection connection, RunOutcome outcome)
    {
        var firstError = outcome.Tables.Select(table => table.Error).FirstOrDefault(error => error is not null);
        connection.Execute(
            $"""
            UPDATE {Own("run")} SET
                status = $2, finished_at = $3, heartbeat_at = $3, server_version = $4, snapshot_lsn = $5,
                snapshot_time = $6, connections = $7, exit_code = $8, error_kind = $9, error_message = $10,
                tables_loaded = (SELECT count(*) FROM {Own("table_run")} WHERE run_id = $1 AND status = 'loaded'),
                tables_failed = (SELECT count(*) FROM {Own("table_run")} WHERE run_id = $1 AND status <> 'loaded'),
                rows_loaded = (SELECT coalesce(sum(rows_loaded), 0) FROM {Own("table_run")} WHERE run_id = $1),
                bytes_read = (SELECT coalesce(sum(bytes_read), 0) FROM {Own("table_run")} WHERE run_id = $1)
            WHERE run_id = $1
            """,
            outcome.RunId,
            outcome.ExitCode == ExitCodes.Success ? "succeeded" : "failed",
            time.GetUtcNow(),
            outcome.ServerVersion,
            outcome.SnapshotLsn,
            outcome.SnapshotTime,
            outcome.Connections,
            outcome.ExitCode,
            firstError?.Kind.ToString(),
            firstError?.Message
        );
    }

    private string Own(string table) => warehouse.Sql(new TargetTable(StateTables.Schema, table));
}
