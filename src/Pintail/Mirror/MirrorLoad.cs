using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// One attempt under one snapshot: loads the planned tables side by side, the largest first, and publishes them.
/// Staging tables that are not published are dropped at the end, whatever ended it.
/// </summary>
internal sealed class MirrorLoad : IDisposable
{
    private readonly MirrorSpec _spec;
    private readonly RunState _run;
    private readonly MirrorPlan _plan;
    private readonly PlannedSource _source;
    private readonly IMirrorObserver _observer;
    private readonly TimeProvider _time;
    private readonly Warehouse _warehouse;
    private readonly LoadContext _context;
    private readonly Lock _publishLock = new();
    private readonly List<TargetTable> _staging = [];
    private readonly MadeSchemas _schemas;

    public MirrorLoad(
        MirrorSpec spec,
        RunState run,
        MirrorPlan plan,
        PlannedSource source,
        IMirrorObserver observer,
        TimeProvider time
    )
    {
        (_spec, _run, _plan, _source, _observer, _time) = (spec, run, plan, source, observer, time);
        _warehouse = run.Warehouse!;
        _schemas = new MadeSchemas(_warehouse);
        _context = new LoadContext(
            spec,
            _warehouse,
            run.Scan,
            new ScanStreams(new StreamBudget(plan.Jobs), source.Workers, plan.Jobs),
            time,
            run.Stored,
            run.FieldHash,
            source,
            // Other rows in each run; within a run the same, so that an attempt can be compared with the one before.
            Convert.ToInt32(run.Id[..4], 16),
            observer
        );
    }

    public async Task<MirrorResult> ExecuteAsync(int attempt, CancellationToken cancellation)
    {
        var tables = _plan.Tables.Where(table => !_run.Published.ContainsKey(table.Relation.Oid)).ToList();
        LimitMemory();
        _schemas.Make(tables.Select(table => table.Target.Schema));
        var results = await SideBySide
            .RunAsync(tables, _context.Streams.Budget, _source, Begin, cancellation)
            .ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        await ThrowIfSnapshotLostAsync(results, cancellation).ConfigureAwait(false);
        // From here on nothing waits for the source, and the run's row is about to get its end.
        await _run.StopHeartbeatAsync().ConfigureAwait(false);
        return PublishAll(results, attempt);
    }

    public void Dispose()
    {
        try
        {
            foreach (var staging in _staging)
                Staging.Drop(_warehouse, _warehouse.Control, staging);
            _schemas.DropEmpty();
        }
        catch (DuckDBException)
        {
            // What ended the load is the error to tell, if there is one; the next run drops what is left.
        }
    }

    private Func<(TableLoad, TableResult)> Begin(TablePlan table, CancellationToken cancellation)
    {
        var staging = Staging.NameFor(_run.Id, _run.StagingCount++, table.Target);
        _staging.Add(staging);
        var load = new TableLoad(_context, table, staging);
        return () => LoadOne(load, cancellation);
    }

    private (TableLoad, TableResult) LoadOne(TableLoad load, CancellationToken cancellation)
    {
        var result = load.Run(cancellation);
        // A table that was read while the exporter went may have been read without a lock.
        if (
            _spec.Publish == PublishMode.PerTable
            && result.Status == TableStatus.Loaded
            && !_source.Workers.IsSnapshotLost()
        )
        {
            result = PublishOne(load, result);
        }
        // What an interruption or a lost snapshot cut short has not failed: the run ends, or reads the table again.
        var isCutShort =
            result.Status == TableStatus.Failed
            && (cancellation.IsCancellationRequested || _source.Workers.IsSnapshotLost());
        if (!isCutShort)
            _observer.TableFinished(result);
        return (load, result);
    }

    private void LimitMemory() =>
        _warehouse.LimitMemory(LoadMemory.NeededBytes(_plan, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    // What a transaction over all tables holds grows with their number, and it must not fail for a guess.
    private void Publish(RunOutcome outcome)
    {
        _warehouse.TryLiftMemoryLimit();
        new Publication(_warehouse, _time).Publish(outcome);
    }

    private TableResult PublishOne(TableLoad load, TableResult result)
    {
        try
        {
            lock (_publishLock)
            {
                Publish(
                    Outcome([OutcomeOf(load, result)], ExitCodes.Success) with
                    {
                        IsComplete = false,
                        IsLast = false,
                    }
                );
                LimitMemory();
                _run.HasPublished = true;
                _run.Published.Add(load.Plan.Relation.Oid, result);
                return result;
            }
        }
        catch (PintailException e)
        {
            return result with { Status = TableStatus.Failed, Rows = 0, Error = e };
        }
    }

    private async Task ThrowIfSnapshotLostAsync(
        IReadOnlyList<(TableLoad Load, TableResult Result)> results,
        CancellationToken cancellation
    )
    {
        if (_plan.Tables.All(table => _run.Published.ContainsKey(table.Relation.Oid)))
            return;
        var failed = results.Select(one => one.Result.Error).FirstOrDefault(error => error is not null);
        await _source.ThrowIfLostAsync(failed, cancellation).ConfigureAwait(false);
    }

    private MirrorResult PublishAll(IReadOnlyList<(TableLoad Load, TableResult Result)> results, int attempt)
    {
        var refused = _plan.Refused.Select(Refusal).ToList();
        var unpublished = results.Where(one => !_run.Published.ContainsKey(one.Load.Plan.Relation.Oid)).ToList();
        IReadOnlyList<TableResult> all =
        [
            .. _run.Published.Values,
            .. unpublished.Select(one => one.Result),
            .. refused.Select(one => one.Result),
        ];
        var exitCode = ExitCode(all);
        var outcomes = unpublished
            .Select(one => OutcomeOf(one.Load, one.Result))
            .Concat(refused.Select(one => one.Outcome))
            .ToList();
        _observer.Publishing(outcomes.Count(outcome => outcome.Staging is not null));
        Publish(
            Outcome(outcomes, exitCode) with
            {
                // Tables published under an earlier attempt's snapshot stand at that one.
                IsComplete = exitCode == ExitCodes.Success && (attempt == 1 || _spec.Publish == PublishMode.Together),
                Pruned = _plan.Pruned,
            }
        );
        _run.HasPublished = true;
        return new MirrorResult
        {
            RunId = _run.Id,
            Plan = _source.Plan,
            Tables = all,
            Duration = TimeSpan.Zero,
            ExitCode = exitCode,
            Prove = _spec.Prove,
            Connections = _source.Workers.Opened,
        };
    }

    private int ExitCode(IReadOnlyList<TableResult> tables)
    {
        if (tables.Any(table => table.Error?.Kind == ErrorKind.ProofFailed))
            return ExitCodes.ProofFailed;
        var isComplete =
            tables.All(table => table.Status == TableStatus.Loaded)
            && _plan.Findings.All(finding => finding.Severity != FindingSeverity.Error);
        return isComplete ? ExitCodes.Success : ExitCodes.SomeTableFailed;
    }

    private (TableResult Result, TableOutcome Outcome) Refusal(RefusedTable refused)
    {
        var now = _time.GetUtcNow();
        var error = refused.ToError();
        var result = new TableResult
        {
            Schema = refused.Relation.Schema,
            Table = refused.Relation.Name,
            Target = refused.Target,
            Status = TableStatus.Refused,
            Strategy = "none",
            StartedAt = now,
            Error = error,
        };
        var outcome = new TableOutcome
        {
            SourceSchema = result.Schema,
            SourceTable = result.Table,
            SourceOid = refused.Relation.Oid,
            Target = refused.Target,
            Strategy = result.Strategy,
            Status = "refused",
            StartedAt = now,
            FinishedAt = now,
            Error = error,
        };
        return (result, outcome);
    }

    private RunOutcome Outcome(IReadOnlyList<TableOutcome> tables, int exitCode) =>
        new()
        {
            RunId = _run.Id,
            Source = _spec.Source.Endpoint,
            SecretName = _spec.SourceSecretName,
            ServerVersion = _plan.ServerVersion,
            SnapshotLsn = _plan.SnapshotLsn!,
            SnapshotTime = _plan.SnapshotTime,
            SnapshotXmin = _plan.SnapshotXmin,
            Tables = tables,
            IsComplete = false,
            ExitCode = exitCode,
            Connections = _source.Workers.Opened,
        };

    private TableOutcome OutcomeOf(TableLoad load, TableResult result) =>
        new()
        {
            SourceSchema = result.Schema,
            SourceTable = result.Table,
            SourceOid = load.Plan.Relation.Oid,
            Target = result.Target,
            Staging = result.Status == TableStatus.Loaded ? load.Staging : null,
            Comment = load.Plan.Relation.Comment,
            ColumnComments = load
                .Plan.Columns.Where(column => column.Mapping.Comment is not null)
                .ToDictionary(column => column.Name, column => column.Mapping.Comment!),
            UniqueKeys = TableShape.UniqueKeys(load.Plan, _spec.Keys),
            ColumnTypes = load
                .Plan.Columns.Where(column => column.Mapping.IsDecidedByData)
                .ToDictionary(column => column.Mapping.Column.Name, column => column.Mapping.DuckDBTypeSql),
            Strategy = result.Strategy,
            Status = result.Status == TableStatus.Loaded ? "loaded" : "failed",
            Rows = result.Rows,
            Bytes = result.Bytes,
            Attempts = result.Attempts,
            StartedAt = result.StartedAt,
            FinishedAt = result.StartedAt + result.Duration,
            InexactColumns = InexactColumns(load.Plan),
            Proof = load.Proof,
            Error = result.Error,
        };

    private static string? InexactColumns(TablePlan plan)
    {
        var inexact = plan
            .Columns.Where(column => column.Mapping.Fidelity != Fidelity.Exact)
            .Select(column =>
                $"{column.Name}: {column.Mapping.Fidelity.ToString().ToLowerInvariant()}, {column.Mapping.Reason}"
            );
        var text = string.Join("\n", inexact);
        return text.Length == 0 ? null : text;
    }
}
