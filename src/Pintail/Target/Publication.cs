// The publish: one target transaction in which the staging tables take the places of the old ones and the audit and state
// tables say so. Its commit is the moment in which readers go from the old state to the new one; before it nothing of a
// run is visible, after it everything. The checkpoint that follows only gives space back.

using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>A table that was loaded and proved, or one that was not: a row in pintail.table_run either way.</summary>
public sealed record TableOutcome
{
    public required string SourceSchema { get; init; }
    public required string SourceTable { get; init; }
    public uint SourceOid { get; init; }
    public required TargetTable Target { get; init; }

    /// <summary>What takes the target's place; null when the table was not loaded.</summary>
    public TargetTable? Staging { get; init; }
    public string? Comment { get; init; }

    /// <summary>Comments by column name in the target.</summary>
    public IReadOnlyDictionary<string, string> ColumnComments { get; init; } = new Dictionary<string, string>();
    public required string Strategy { get; init; }

    /// <summary>Made as indexes when the table has its name.</summary>
    public IReadOnlyList<UniqueKey> UniqueKeys { get; init; } = [];

    /// <summary>By source column: the DuckDB types that the data decided.</summary>
    public IReadOnlyDictionary<string, string> ColumnTypes { get; init; } = new Dictionary<string, string>();

    /// <summary>loaded, failed or refused.</summary>
    public required string Status { get; init; }
    public long Rows { get; init; }
    public long Bytes { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>The columns that are not exact and why, as text; null when all are.</summary>
    public string? InexactColumns { get; init; }

    /// <summary>What was compared before publishing; null when nothing was.</summary>
    public string? Proof { get; init; }
    public PintailException? Error { get; init; }
}

/// <summary>A unique key by its name at the source and its columns' names in the target.</summary>
public sealed record UniqueKey(string Name, IReadOnlyList<string> Columns);

/// <summary>What a run publishes and records.</summary>
public sealed record RunOutcome
{
    public required string RunId { get; init; }

    /// <summary>host:port/database of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The tracker's flight_secret_name: "pg" when the Flight's variables gave the source, else null.</summary>
    public string? SecretName { get; init; }
    public required string ServerVersion { get; init; }
    public required string SnapshotLsn { get; init; }
    public required DateTimeOffset SnapshotTime { get; init; }

    /// <summary>The oldest transaction that ran when the snapshot was taken, with its epoch.</summary>
    public long? SnapshotXmin { get; init; }
    public required IReadOnlyList<TableOutcome> Tables { get; init; }

    /// <summary>Tables that Pintail made and whose source is gone: dropped here.</summary>
    public IReadOnlyList<TargetTable> Pruned { get; init; } = [];

    /// <summary>Every selected table stands at this snapshot.</summary>
    public required bool IsComplete { get; init; }
    public required int ExitCode { get; init; }
    public int Connections { get; init; }

    /// <summary>False while more publishes of the same run follow (--publish table).</summary>
    public bool IsLast { get; init; } = true;
}

/// <summary>Publishes and records, in one transaction.</summary>
public sealed class Publication(Warehouse warehouse, TimeProvider time)
{
    /// <exception cref="PintailException">TargetFailed; nothing of it is visible then.</exception>
    public void Publish(RunOutcome outcome)
    {
        warehouse.InTransaction(
            "Publishing",
            connection =>
            {
                CheckStillEntered(connection, outcome.RunId);
                foreach (var table in outcome.Tables)
                {
                    if (table.Staging is { } staging)
                        Swap(connection, table, staging);
                    Record(connection, outcome, table);
                }
                foreach (var table in outcome.Pruned)
                    Prune(connection, table);
                if (outcome.IsComplete)
                    WriteSyncTime(connection, outcome);
                if (outcome.IsLast)
                    FinishRun(connection, outcome);
            }
        );
        // While other tables are still being loaded DuckDB would refuse it, and the last publish makes up for it.
        if (outcome.IsLast)
            warehouse.Checkpoint();
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

    private void Swap(DuckDBConnection connection, TableOutcome table, TargetTable staging)
    {
        var target = warehouse.Sql(table.Target);
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

    private void Record(DuckDBConnection connection, RunOutcome outcome, TableOutcome table)
    {
        connection.Execute(
            $"INSERT INTO {Own("table_run")} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
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
            table.Error?.Message
        );
        if (table.Staging is null)
            return;
        Track(connection, outcome, table);
        Forget(connection, table.Target);
        connection.Execute(
            $"""
            INSERT INTO {Own("table_state")} (
                source, source_schema, source_table, target_schema, target_table, run_id, source_oid, row_count,
                snapshot_lsn, snapshot_time, column_types, snapshot_xmin
            ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            outcome.Source,
            table.SourceSchema,
            table.SourceTable,
            table.Target.Schema,
            table.Target.Name,
            outcome.RunId,
            (long)table.SourceOid,
            table.Rows,
            outcome.SnapshotLsn,
            outcome.SnapshotTime,
            ColumnTypesText.Write(table.ColumnTypes),
            outcome.SnapshotXmin
        );
    }

    private void Track(DuckDBConnection connection, RunOutcome outcome, TableOutcome table) =>
        connection.Execute(
            $"""
            INSERT INTO {warehouse.Sql(new TargetTable("main", "flight_tracker"))} (
                run_id, flight_secret_name, source_schema, source_table, destination_database, destination_schema,
                destination_table, rows_loaded, attempts, started_at, finished_at, update_ts
            ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
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
            time.GetUtcNow()
        );

    private void Prune(DuckDBConnection connection, TargetTable table)
    {
        connection.Execute($"DROP TABLE IF EXISTS {warehouse.Sql(table)}");
        Forget(connection, table);
    }

    // DuckDB folds ASCII case in names, so "Foo" takes the place that "foo" had.
    private void Forget(DuckDBConnection connection, TargetTable table) =>
        connection.Execute(
            $"DELETE FROM {Own("table_state")} WHERE {DuckDBText.FoldedSql("target_schema")} = $1 AND {DuckDBText.FoldedSql("target_table")} = $2",
            DuckDBText.Folded(table.Schema),
            DuckDBText.Folded(table.Name)
        );

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
