using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Target;

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
    private readonly HeapQuestions _questions;

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
            new PlainConnections(_warehouse, run.Scan),
            observer
        );
        _questions = new HeapQuestions(_context, plan, source.Session.Snapshot!.Catalog);
    }

    public async Task<MirrorResult> ExecuteAsync(int attempt, CancellationToken cancellation)
    {
        var tables = _plan.Tables.Where(table => !_run.Published.ContainsKey(table.Relation.Oid)).ToList();
        LimitMemory();
        _warehouse.UseThreads(_spec.DuckDBThreads);
        _schemas.Make(tables.Select(table => table.Target.Schema));
        var picture = await LookAsync(tables, cancellation).ConfigureAwait(false);
        // Only here: the questions before and after are asked on several connections by DuckDB's threads.
        if (!_spec.LoadsWithAllThreads)
            _warehouse.UseThreads(LoadThreads.Needed(_plan, _spec.DuckDBThreads));
        var read = await SideBySide
            .RunAsync(picture.Rest, _context.Streams.Budget, _source, Begin, cancellation)
            .ConfigureAwait(false);
        _warehouse.UseThreads(_spec.DuckDBThreads);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<LoadedTable> results = [.. picture.Unchanged, .. read];
        var recorded = await RecordAsync(results, cancellation).ConfigureAwait(false);
        Failpoint.Reach(Failpoint.Record);
        await ThrowIfSnapshotLostAsync(results, cancellation).ConfigureAwait(false);
        return await PublishAllAsync(results, recorded, attempt, cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _context.Connections.Dispose();
        Failpoint.Reach(Failpoint.CleanUp);
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

    private Task<RefreshPicture> LookAsync(IReadOnlyList<TablePlan> tables, CancellationToken cancellation) =>
        SideBySide.OnThread(() =>
        {
            using var cancelQueries = cancellation.Register(_source.Workers.CancelAll);
            var picture = new RefreshLook(_context, _questions).At(tables, cancellation);
            foreach (var table in picture.Unchanged)
                _observer.TableFinished(table.Result);
            return picture;
        });

    // What the tables published one by one needed is recorded with each of them.
    private Task<IReadOnlyDictionary<uint, RecordedBase>> RecordAsync(
        IReadOnlyList<LoadedTable> results,
        CancellationToken cancellation
    ) =>
        SideBySide.OnThread(() =>
        {
            using var cancelQueries = cancellation.Register(_source.Workers.CancelAll);
            return Record(
                [.. results.Where(table => !_run.Published.ContainsKey(table.Plan.Relation.Oid))],
                cancellation
            );
        });

    private IReadOnlyDictionary<uint, RecordedBase> Record(
        IReadOnlyList<LoadedTable> tables,
        CancellationToken cancellation
    ) => new RefreshRecording(_context, _plan, _questions).Make(tables, cancellation);

    private Func<LoadedTable> Begin(TablePlan table, CancellationToken cancellation)
    {
        var staging = NewStaging(table);
        if (table.Delta is null)
            return () => LoadOne(new TableLoad(_context, table, staging).Run, cancellation);
        var gone = NewStaging(table);
        return () => LoadOne(new DeltaLoad(_context, table, staging, gone).Run, cancellation);
    }

    private TargetTable NewStaging(TablePlan table)
    {
        // A table that has to be read again asks on its own thread.
        lock (_staging)
        {
            var staging = Staging.NameFor(_run.Id, _run.StagingCount++, table.Target);
            _staging.Add(staging);
            return staging;
        }
    }

    private LoadedTable LoadOne(Func<CancellationToken, LoadedTable> load, CancellationToken cancellation)
    {
        var table = load(cancellation);
        // A table that was read while the exporter went may have been read without a lock.
        if (_spec.Publish == PublishMode.PerTable && table.IsLoaded && !_source.Workers.IsSnapshotLost())
        {
            table = PublishOne(table, cancellation);
        }
        // What an interruption or a lost snapshot cut short has not failed: the run ends, or reads the table again.
        var isCutShort = !table.IsLoaded && (cancellation.IsCancellationRequested || _source.Workers.IsSnapshotLost());
        if (!isCutShort)
            _observer.TableFinished(table.Result);
        return table;
    }

    private void LimitMemory() =>
        _warehouse.LimitMemory(LoadMemory.NeededBytes(_plan, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    // What a transaction over all tables holds grows with their number, and it must not fail for a guess.
    private void Publish(RunOutcome outcome)
    {
        _warehouse.TryLiftMemoryLimit();
        if (new Publication(_warehouse, _time).Publish(outcome) is { } unwritten)
            _observer.CheckpointFailed(unwritten);
    }

    private LoadedTable PublishOne(LoadedTable table, CancellationToken cancellation)
    {
        try
        {
            var recorded = Record([table], cancellation);
            // Its locks went with the exporter: what was read since may be a table that was emptied.
            _source.Workers.ThrowIfSnapshotLost();
            lock (_publishLock)
            {
                cancellation.ThrowIfCancellationRequested();
                Publish(
                    Outcome([OutcomeOf(table, recorded)], ExitCodes.Success) with
                    {
                        IsComplete = false,
                        IsLast = false,
                    }
                );
                LimitMemory();
                _run.HasPublished = true;
                _run.Published.Add(table.Plan.Relation.Oid, table.Result);
                return table;
            }
        }
        catch (RowCountMismatchException e)
        {
            var again = InFull(table, e, cancellation);
            return again.IsLoaded ? PublishOne(again, cancellation) : again;
        }
        catch (PintailException e)
        {
            return table with
            {
                Result = table.Result with { Status = TableStatus.Failed, Rows = 0, Change = null, Error = e },
            };
        }
    }

    private async Task ThrowIfSnapshotLostAsync(IReadOnlyList<LoadedTable> results, CancellationToken cancellation)
    {
        if (_plan.Tables.All(table => _run.Published.ContainsKey(table.Relation.Oid)))
            return;
        var failed = results.Select(one => one.Result.Error).FirstOrDefault(error => error is not null);
        await _source.ThrowIfLostAsync(failed, cancellation).ConfigureAwait(false);
    }

    // Again for each table of which it turned out, at the last moment, that it does not have the source's number of rows.
    private async Task<MirrorResult> PublishAllAsync(
        IReadOnlyList<LoadedTable> results,
        IReadOnlyDictionary<uint, RecordedBase> recorded,
        int attempt,
        CancellationToken cancellation
    )
    {
        while (true)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                // From here on nothing waits for the source, and the run's row is about to get its end.
                await _run.StopHeartbeatAsync().ConfigureAwait(false);
                return PublishAll(results, recorded, attempt);
            }
            catch (RowCountMismatchException e)
            {
                _run.StartHeartbeat();
                results = await SideBySide
                    .OnThread<IReadOnlyList<LoadedTable>>(() =>
                        [
                            .. results.Select(table =>
                                table.Plan.Target == e.Table ? InFull(table, e, cancellation) : table
                            ),
                        ]
                    )
                    .ConfigureAwait(false);
                recorded = await RecordAsync(results, cancellation).ConfigureAwait(false);
                await ThrowIfSnapshotLostAsync(results, cancellation).ConfigureAwait(false);
            }
        }
    }

    private LoadedTable InFull(LoadedTable table, RowCountMismatchException why, CancellationToken cancellation)
    {
        var error = new PintailException(ErrorKind.ProofFailed, why.Message, inner: why);
        _observer.Doubted(table.Plan, error);
        _context.Streams.Budget.TakeForTable(cancellation);
        return new TableLoad(_context, table.Plan.InFull(why.Message), NewStaging(table.Plan)).Run(cancellation);
    }

    private TableOutcome OutcomeOf(LoadedTable table, IReadOnlyDictionary<uint, RecordedBase> recorded) =>
        TableOutcomes.Of(table, _spec, recorded.GetValueOrDefault(table.Plan.Relation.Oid));

    private MirrorResult PublishAll(
        IReadOnlyList<LoadedTable> results,
        IReadOnlyDictionary<uint, RecordedBase> recorded,
        int attempt
    )
    {
        var refused = _plan.Refused.Select(one => TableOutcomes.Of(one, _time.GetUtcNow())).ToList();
        var unpublished = results.Where(one => !_run.Published.ContainsKey(one.Plan.Relation.Oid)).ToList();
        IReadOnlyList<TableResult> all =
        [
            .. _run.Published.Values,
            .. unpublished.Select(one => one.Result),
            .. refused.Select(one => one.Result),
        ];
        var exitCode = ExitCode(all);
        var outcomes = unpublished
            .Select(one => OutcomeOf(one, recorded))
            .Concat(refused.Select(one => one.Outcome))
            .ToList();
        _observer.Publishing(outcomes.Count(outcome => outcome.Change is not null));
        Publish(
            Outcome(outcomes, exitCode) with
            {
                // Tables published under an earlier attempt's snapshot stand at that one.
                IsComplete = exitCode == ExitCodes.Success && (attempt == 1 || _spec.Publish == PublishMode.Together),
                Pruned = Pruned(results),
            }
        );
        _run.HasPublished = true;
        ForgetRenamed(unpublished);
        return new MirrorResult
        {
            RunId = _run.Id,
            Plan = _source.Plan,
            Tables = all,
            Duration = TimeSpan.Zero,
            ExitCode = exitCode,
            Prove = _spec.Prove,
            Connections = _source.Workers.Opened,
            // Where the snapshot is not shared, the one that holds it reads the rows.
            SourceConnections = _source.Workers.IsShared ? _source.Workers.Opened + 1 : 1,
            SnapshotAge = _source.SnapshotAge,
        };
    }

    // A partition's own copy goes when this attempt has read the whole table: an earlier one may have read it without.
    private IReadOnlyList<TargetTable> Pruned(IReadOnlyList<LoadedTable> tables)
    {
        var loaded = tables.Where(table => table.IsLoaded).Select(table => table.Plan.Relation.Oid).ToHashSet();
        return
        [
            .. _plan
                .Pruned.Where(copy => copy.Whole is null || loaded.Contains(copy.Whole.Oid))
                .Select(copy => copy.Target),
        ];
    }

    // They have the tables' own names now; a statement for each, to drop what is not there, would take its time.
    private void ForgetRenamed(IEnumerable<LoadedTable> published)
    {
        var renamed = published
            .Where(one => one.IsLoaded && one.Plan.Delta is null)
            .Select(one => one.Staging)
            .OfType<TargetTable>()
            .ToHashSet();
        lock (_staging)
            _staging.RemoveAll(renamed.Contains);
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
}
