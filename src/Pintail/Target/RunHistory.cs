// pintail history: what the runs into a target have left about themselves in pintail.run and pintail.table_run. The
// target is attached read-only, so one of an older version is read as it is, without the columns that came later. What
// others wrote (the Flight's rows in main.flight_tracker) is not ours to tell.

using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>Reads the runs of one target, the newest first. Opens it for each question.</summary>
public sealed class RunHistory(TargetSpec spec, TimeProvider time)
{
    // The columns of pintail.table_run that older versions did not make.
    private static readonly (string Name, string Type)[] Later =
    [
        ("change", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("rows_inserted", "BIGINT"),
        ("rows_updated", "BIGINT"),
        ("rows_deleted", "BIGINT"),
    ];

    // Before there was this column, whatever was loaded took the old table's place.
    private const string Change = "coalesce(t.change, CASE WHEN t.status = 'loaded' THEN 'replaced' END)";

    private const string SourceName = "t.source_schema || '.' || t.source_table";

    private readonly TargetSpec _spec = spec with { IsReadOnly = true };

    /// <summary>Opens the target in another way than its spec says: tests run the MotherDuck class over a file.</summary>
    internal TargetOpening? Opening { get; init; }

    /// <summary>The last runs of all sources.</summary>
    /// <exception cref="PintailException">TargetUnreachable, TargetLocked; NothingSelected: no run is recorded.</exception>
    public Task<IReadOnlyList<PastRun>> RunsAsync(int limit, CancellationToken cancellation) =>
        ReadAsync(warehouse => ReadRuns(warehouse, limit), cancellation);

    /// <summary>The last runs in which a table was read, or should have been.</summary>
    /// <param name="table">schema.table, exactly as the source has them.</param>
    /// <exception cref="PintailException">As <see cref="RunsAsync"/>; also NothingSelected: no run knows such a table.</exception>
    public Task<IReadOnlyList<PastTableRun>> TableRunsAsync(string table, int limit, CancellationToken cancellation) =>
        ReadAsync(
            warehouse =>
            {
                ThrowIfUnknown(warehouse, table);
                return ReadTableRuns(warehouse, table, limit);
            },
            cancellation
        );

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Func<Warehouse, List<T>> read, CancellationToken cancellation)
    {
        // Nothing here is worth a second thread.
        using var warehouse = await Warehouse
            .OpenAsync(_spec, Opening ?? Warehouse.OpeningOf(_spec), threads: 1, time, cancellation)
            .ConfigureAwait(false);
        using var interrupt = cancellation.Register(warehouse.Control.Interrupt);
        try
        {
            var found = StateTables.AreThere(warehouse) ? read(warehouse) : [];
            return found.Count > 0 ? found : throw NothingRecorded();
        }
        catch (DuckDBException e)
        {
            throw TargetErrors.Unusable(e, "could not be read", _spec);
        }
    }

    private List<PastRun> ReadRuns(Warehouse warehouse, int limit)
    {
        var runs = warehouse.Control.Select(
            $"""
            SELECT
                run_id, status, source, started_at, finished_at, heartbeat_at, pintail_version, server_version, snapshot_lsn,
                snapshot_time, exit_code, error_kind, error_message
            FROM {Own(warehouse, "run")}
            ORDER BY {RunRegister.LastSeenSql} DESC, run_id
            LIMIT $1
            """,
            limit
        );
        var tables = ReadTables(warehouse, limit);
        return [.. runs.Select(row => ReadRun(warehouse, row, tables))];
    }

    private PastRun ReadRun(Warehouse warehouse, object?[] row, ILookup<string, PastTables> tables)
    {
        var id = (string)row[0]!;
        var status = (string)row[1]!;
        var lastSeen = Moment(row[5])!.Value;
        // Nobody has said so yet: the next run into the target will.
        var isDead = status == "running" && RunRegister.IsDead(warehouse, lastSeen, time);
        return new PastRun
        {
            RunId = id,
            Status = isDead ? "abandoned" : status,
            Source = (string)row[2]!,
            StartedAt = Moment(row[3])!.Value,
            FinishedAt = isDead ? lastSeen : Moment(row[4]),
            PintailVersion = (string?)row[6],
            ServerVersion = (string?)row[7],
            SnapshotLsn = (string?)row[8],
            SnapshotTime = Moment(row[9]),
            ExitCode = (int?)row[10],
            ErrorKind = (string?)row[11],
            ErrorMessage = (string?)row[12],
            Tables = [.. tables[id]],
        };
    }

    // Put together in the target: a run can have thousands of tables.
    private static ILookup<string, PastTables> ReadTables(Warehouse warehouse, int limit) =>
        warehouse
            .Control.Select(
                $"""
                SELECT
                    t.run_id, t.status, t.strategy, {Change} AS what, count(*), count(t.proof),
                    {KnownSum("t.rows_inserted")}, {KnownSum("t.rows_updated")}, {KnownSum("t.rows_deleted")},
                    sum(t.rows_loaded)::BIGINT, sum(t.bytes_read)::BIGINT,
                    min({SourceName}) FILTER (t.error_message IS NOT NULL),
                    arg_min(t.error_message, {SourceName}) FILTER (t.error_message IS NOT NULL)
                FROM {TableRuns(warehouse)} t
                JOIN (SELECT run_id FROM {Own(
                    warehouse,
                    "run"
                )} ORDER BY {RunRegister.LastSeenSql} DESC, run_id LIMIT $1) r
                    ON r.run_id = t.run_id
                GROUP BY t.run_id, t.status, t.strategy, what
                ORDER BY t.run_id, t.status DESC, t.strategy, what
                """,
                limit
            )
            .ToLookup(
                row => (string)row[0]!,
                row => new PastTables
                {
                    Status = (string)row[1]!,
                    Strategy = (string)row[2]!,
                    Change = (string?)row[3],
                    Count = (long)row[4]!,
                    Proved = (long)row[5]!,
                    Inserted = (long?)row[6],
                    Updated = (long?)row[7],
                    Deleted = (long?)row[8],
                    Rows = (long)row[9]!,
                    Bytes = (long)row[10]!,
                    FailedTable = (string?)row[11],
                    ErrorMessage = (string?)row[12],
                }
            );

    // sum() passes over what is not known.
    private static string KnownSum(string column) =>
        $"CASE WHEN count({column}) = count(*) THEN sum({column})::BIGINT END";

    private static List<PastTableRun> ReadTableRuns(Warehouse warehouse, string table, int limit) =>
        [
            .. warehouse
                .Control.Select(
                    $"""
                    SELECT
                        t.run_id, r.source, t.source_schema, t.source_table, t.target_schema, t.target_table, t.status,
                        t.strategy, t.reason, {Change}, t.rows_inserted, t.rows_updated, t.rows_deleted, t.rows_loaded,
                        t.bytes_read, t.attempts, t.started_at, t.finished_at, t.snapshot_lsn, t.snapshot_time, t.proof,
                        t.error_kind, t.error_message
                    FROM {TableRuns(warehouse)} t
                    JOIN {Own(warehouse, "run")} r ON r.run_id = t.run_id
                    WHERE {SourceName} = $1
                    ORDER BY coalesce(r.finished_at, r.heartbeat_at) DESC, t.run_id, t.started_at DESC
                    LIMIT $2
                    """,
                    table,
                    limit
                )
                .Select(ReadTableRun),
        ];

    private static PastTableRun ReadTableRun(object?[] row) =>
        new()
        {
            RunId = (string)row[0]!,
            Source = (string)row[1]!,
            SourceSchema = (string)row[2]!,
            SourceTable = (string)row[3]!,
            Target = new TargetTable((string)row[4]!, (string)row[5]!),
            Status = (string)row[6]!,
            Strategy = (string)row[7]!,
            Reason = (string?)row[8],
            Change = (string?)row[9],
            Inserted = (long?)row[10],
            Updated = (long?)row[11],
            Deleted = (long?)row[12],
            Rows = (long)row[13]!,
            Bytes = (long)row[14]!,
            Attempts = (int)row[15]!,
            StartedAt = Moment(row[16])!.Value,
            FinishedAt = Moment(row[17])!.Value,
            SnapshotLsn = (string?)row[18],
            SnapshotTime = Moment(row[19]),
            Proof = (string?)row[20],
            ErrorKind = (string?)row[21],
            ErrorMessage = (string?)row[22],
        };

    // What was asked for is not repeated: whoever forgets --source types a connection string there.
    private void ThrowIfUnknown(Warehouse warehouse, string table)
    {
        var known = warehouse.Control.Select(
            $"SELECT DISTINCT {SourceName}, t.target_schema || '.' || t.target_table FROM {TableRuns(warehouse)} t ORDER BY ALL"
        );
        if (known.Exists(row => (string)row[0]! == table))
            return;
        var near =
            known.Find(row => (string)row[1]! == table) is [string copied, ..]
                ? $"Tables are named as the source has them: {copied} has that name in the target."
            : NearestName.Of(table, known.Select(row => (string)row[0]!)) is { } nearest ? $"Did you mean {nearest}?"
            : "Write schema.table, exactly as the source has them; without a table all runs are listed.";
        throw new PintailException(
            ErrorKind.NothingSelected,
            $"No run into {_spec.Display} has recorded a table of that name.",
            near
        );
    }

    private PintailException NothingRecorded() =>
        new(
            ErrorKind.NothingSelected,
            $"The target {_spec.Display} has no record of a run.",
            "Name the target that 'pintail mirror' writes to, with --target."
        );

    private static string TableRuns(Warehouse warehouse)
    {
        var missing = Later.Where(column => !StateTables.HasColumn(warehouse, "table_run", column.Name));
        var nulls = string.Concat(missing.Select(column => $", NULL::{column.Type} AS {column.Name}"));
        return $"(SELECT *{nulls} FROM {Own(warehouse, "table_run")})";
    }

    private static DateTimeOffset? Moment(object? value) =>
        value is DateTime utc ? new DateTimeOffset(utc, TimeSpan.Zero) : null;

    private static string Own(Warehouse warehouse, string table) =>
        warehouse.Sql(new TargetTable(StateTables.Schema, table));
}
