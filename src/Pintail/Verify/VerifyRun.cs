// pintail verify: does the mirror hold what the source holds now? A new snapshot is taken and planned as a mirror run
// does, and each table that the mirror holds is compared by texts that Postgres makes of its values and DuckDB of what
// it stores: neither goes through a codec of ours. The target is attached read-only and nothing of it changes.

using Microsoft.Extensions.Logging;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Verify;

/// <summary>Compares one target with its source, once. One object per verification.</summary>
public sealed class VerifyRun(MirrorSpec spec, IVerifyObserver observer, TimeProvider time, ILogger logger)
{
    private readonly MirrorSpec _spec = spec with
    {
        Target = spec.Target with { IsReadOnly = true },
        KeepsTypes = true,
        Prune = false,
        Probe = false,
    };

    /// <summary>
    /// The sums take a few megabytes; the rest is what DuckDB reads the target and groups differing rows with, which goes to
    /// disk beyond this. Without a limit it would keep what it has read until most of the machine is full.
    /// </summary>
    private const long MemoryBytes = 1L << 30;

    private readonly CopyScan _scan = new();
    private readonly TextHashes _hashes = new();
    private Warehouse? _warehouse;

    /// <summary>Opens the target in another way than its spec says: tests run the MotherDuck class over a file.</summary>
    internal TargetOpening? Opening { get; init; }

    /// <summary>Carries it out. A table's failure is in the result.</summary>
    /// <exception cref="PintailException">What ends the whole verification.</exception>
    public async Task<VerifyResult> RunAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        try
        {
            var result = await RunLimits
                .OfRunAsync(
                    _spec,
                    time,
                    token => Retries.OfRunAsync(_spec, observer.Waiting, time, AttemptAsync, token),
                    cancellation
                )
                .ConfigureAwait(false);
            return result with { Duration = time.GetElapsedTime(started) };
        }
        catch (Exception e)
        {
            throw FailureClassifier.Classify(e, "The verification");
        }
        finally
        {
            _warehouse?.Dispose();
        }
    }

    private async Task<VerifyResult> AttemptAsync(int attempt, CancellationToken cancellation)
    {
        await using var source = await PlannedSource
            .OpenAsync(_spec, "pintail verify", time, logger, cancellation)
            .ConfigureAwait(false);
        return await source
            .WithinAgeAsync(token => AttemptAsync(source, attempt, token), cancellation)
            .ConfigureAwait(false);
    }

    private async Task<VerifyResult> AttemptAsync(PlannedSource source, int attempt, CancellationToken cancellation)
    {
        var warehouse = _warehouse ?? await OpenAsync(cancellation).ConfigureAwait(false);
        var contents = StateTables.Read(warehouse);
        var plan = await source.PlanAsync(contents, isProbed: false, cancellation).ConfigureAwait(false);
        plan.ThrowIfLockedOut(_spec, attempt);
        var snapshot = source.Session.Snapshot!;
        var verify = PlannerOf(warehouse, plan, snapshot, contents).Plan();
        if (verify.Decided.Count == 0)
            plan.ThrowIfNothingSelected(_spec);
        observer.Planned(plan);
        foreach (var table in verify.Decided)
            observer.TableVerified(table);
        var tables = await RowDependencies.AskAsync(source.Session, verify.Tables, cancellation).ConfigureAwait(false);
        var compared = await CompareAsync(source, warehouse, plan, tables, cancellation).ConfigureAwait(false);
        return new VerifyResult
        {
            Plan = plan,
            Tables = [.. verify.Decided, .. compared],
            Duration = TimeSpan.Zero,
            Connections = source.Workers.Opened,
        };
    }

    private VerifyPlanner PlannerOf(Warehouse warehouse, MirrorPlan plan, Snapshot snapshot, TargetContents contents)
    {
        try
        {
            var lastRun = LastRun.Read(warehouse, _spec.Source.Endpoint);
            return new VerifyPlanner(_spec, plan, snapshot, contents, TargetColumns.Read(warehouse), lastRun);
        }
        catch (DuckDBException e)
        {
            throw TargetErrors.Unusable(e, "could not be read", _spec.Target);
        }
    }

    private async Task<IReadOnlyList<TableVerification>> CompareAsync(
        PlannedSource source,
        Warehouse warehouse,
        MirrorPlan plan,
        IReadOnlyList<ComparedTable> tables,
        CancellationToken cancellation
    )
    {
        var read = new ReadContext(
            _spec,
            warehouse,
            _scan,
            new ScanStreams(new StreamBudget(plan.Jobs), source.Workers, plan.Jobs),
            time
        );
        warehouse.LimitMemory(Math.Min(MemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2));
        var options = TypeOptions.For(source.Session.Snapshot!.Catalog);
        var context = new CompareContext(read, _hashes, options, observer);
        var byOid = tables.ToDictionary(table => table.Plan.Relation.Oid);
        var results = await SideBySide
            .RunAsync([.. tables.Select(table => table.Plan)], read.Streams.Budget, source, Begin, cancellation)
            .ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        var failed = results.Select(table => table.Error).FirstOrDefault(error => error is not null);
        await source.ThrowIfLostAsync(failed, cancellation).ConfigureAwait(false);
        return results;

        Func<TableVerification> Begin(TablePlan table, CancellationToken token) =>
            () => CompareOne(context, source, byOid[table.Relation.Oid], token);
    }

    private TableVerification CompareOne(
        CompareContext context,
        PlannedSource source,
        ComparedTable table,
        CancellationToken cancellation
    )
    {
        var result = new TableComparison(context, table).Run(cancellation);
        // Without the exporter's locks nobody knows what was read: it is read again.
        if (!cancellation.IsCancellationRequested && !source.Workers.IsSnapshotLost())
            observer.TableVerified(result);
        return result;
    }

    private async Task<Warehouse> OpenAsync(CancellationToken cancellation)
    {
        _warehouse = Opening is null
            ? await Warehouse.OpenAsync(_spec.Target, _spec.DuckDBThreads, time, cancellation).ConfigureAwait(false)
            : await Warehouse
                .OpenAsync(_spec.Target, Opening, _spec.DuckDBThreads, time, cancellation)
                .ConfigureAwait(false);
        _warehouse.Control.Register(_scan);
        _warehouse.Control.Register(_hashes);
        return _warehouse;
    }
}
