// The main story: spec → plan → load → prove → publish.
//
// The source is listed and the target opened first, so that waiting for either holds no snapshot. Then one snapshot is
// taken, and within it everything is planned, read, counted and published in one target transaction. An attempt ends
// early when the source cannot be reached or the snapshot is lost; the next attempt begins with a new snapshot and loads
// again what is not yet published.

using Microsoft.Extensions.Logging;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>Mirrors one source into one target, once. One object per run.</summary>
public sealed class MirrorRun(MirrorSpec spec, IMirrorObserver observer, TimeProvider time, ILogger logger)
{
    // Of RunAsync only: a plan may need none.
    private EarlyInstance? _early;

    /// <summary>Opens the target in another way than its spec says: tests run the MotherDuck class over a file.</summary>
    internal TargetOpening? Opening { get; init; }

    /// <summary>What a run would do: reads source and target, writes nothing, and makes no file.</summary>
    /// <exception cref="PintailException">Source or target cannot be read.</exception>
    public Task<MirrorPlan> PlanAsync(CancellationToken cancellation) =>
        WithinLimitsAsync(
            async (_, token) =>
            {
                await using var source = await OpenSourceAsync("pintail plan", token).ConfigureAwait(false);
                using var warehouse = await OpenExistingAsync(token).ConfigureAwait(false);
                return await source
                    .WithinAgeAsync(limited => source.PlanAsync(ContentsOf(warehouse), spec.Probe, limited), token)
                    .ConfigureAwait(false);
            },
            cancellation
        );

    /// <summary>Carries the run out. A table's failure is in the result.</summary>
    /// <exception cref="PintailException">What ends the whole run: nothing is published then.</exception>
    public async Task<MirrorResult> RunAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        using var early = _early = EarlyInstance.Begin(spec.Target, spec.DuckDBThreads);
        await using var run = new RunState(Guid.NewGuid().ToString("N"), time.GetUtcNow());
        try
        {
            var result = await WithinLimitsAsync((attempt, token) => AttemptAsync(run, attempt, token), cancellation)
                .ConfigureAwait(false);
            return result with { Duration = time.GetElapsedTime(started) };
        }
        catch (Exception e)
        {
            var error = FailureClassifier.Classify(e, "The run", spec.Target);
            await run.AbandonAsync(error).ConfigureAwait(false);
            throw error;
        }
    }

    private async Task<MirrorResult> AttemptAsync(RunState run, int attempt, CancellationToken cancellation)
    {
        await using var source = await OpenSourceAsync($"pintail mirror {run.Id}", cancellation).ConfigureAwait(false);
        Failpoint.Reach(Failpoint.Connect);
        return await source
            .WithinAgeAsync(token => AttemptAsync(run, source, attempt, token), cancellation)
            .ConfigureAwait(false);
    }

    private async Task<MirrorResult> AttemptAsync(
        RunState run,
        PlannedSource source,
        int attempt,
        CancellationToken cancellation
    )
    {
        if (run.Warehouse is null && await OpenExistingAsync(cancellation).ConfigureAwait(false) is { } existing)
        {
            run.Use(existing);
            await new RunRegister(existing, time).WaitForOthersAsync(cancellation).ConfigureAwait(false);
        }
        var plan = await source
            .PlanAsync(ContentsOf(run.Warehouse), isProbed: true, cancellation)
            .ConfigureAwait(false);
        plan.ThrowIfLockedOut(spec, attempt);
        observer.Planned(plan);
        Failpoint.Reach(Failpoint.Plan);
        Check(plan);
        if (run.Warehouse is null)
            run.Use(await OpenNewAsync(plan, cancellation).ConfigureAwait(false));
        if (run.Register is null)
            run.Enter(spec.Source.Endpoint, time);
        Failpoint.Reach(Failpoint.Enter);
        using var load = new MirrorLoad(spec, run, plan, source, observer, time);
        try
        {
            return await load.ExecuteAsync(attempt, cancellation).ConfigureAwait(false);
        }
        catch
        {
            // What is dropped at the target now may take its time, and somebody may wait for our locks at the source.
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Before anything is touched.
    private void Check(MirrorPlan plan)
    {
        plan.ThrowIfNothingSelected(spec);
        if (spec.Strict && StrictRule.Check(plan) is { } error)
            throw error;
    }

    private Task<T> WithinLimitsAsync<T>(
        Func<int, CancellationToken, Task<T>> attempt,
        CancellationToken cancellation
    ) =>
        RunLimits.OfRunAsync(
            spec,
            time,
            token => Retries.OfRunAsync(spec, observer.Waiting, time, attempt, token),
            cancellation
        );

    private Task<PlannedSource> OpenSourceAsync(string name, CancellationToken cancellation) =>
        PlannedSource.OpenAsync(spec, name, time, logger, cancellation);

    private async Task<Warehouse?> OpenExistingAsync(CancellationToken cancellation) =>
        spec.Target.File is { } file && !File.Exists(file)
            ? null
            : await OpenAsync(spec.Target, cancellation).ConfigureAwait(false);

    private Task<Warehouse> OpenNewAsync(MirrorPlan plan, CancellationToken cancellation) =>
        OpenAsync(
            spec.Target with
            {
                BlockBytes = spec.Target.BlockBytes ?? BlockSize.Of(plan, spec.Target),
            },
            cancellation
        );

    private Task<Warehouse> OpenAsync(TargetSpec target, CancellationToken cancellation) =>
        Warehouse.OpenAsync(
            target,
            Opening ?? Warehouse.OpeningOf(target),
            spec.DuckDBThreads,
            time,
            cancellation,
            _early
        );

    private static TargetContents ContentsOf(Warehouse? warehouse) =>
        warehouse is null ? TargetContents.Empty : StateTables.Read(warehouse);
}
