using Microsoft.Extensions.Logging;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>A source's session and, once planned, its snapshot and the pool of connections on it.</summary>
internal sealed class PlannedSource : IAsyncDisposable
{
    private readonly MirrorSpec _spec;

    private PlannedSource(MirrorSpec spec, SnapshotSession session)
    {
        _spec = spec;
        Session = session;
        Workers = new WorkerPool(session);
    }

    public SnapshotSession Session { get; }
    public WorkerPool Workers { get; }

    public static async Task<PlannedSource> OpenAsync(MirrorSpec spec, ILogger logger, CancellationToken cancellation)
    {
        var options = new SnapshotOptions { LockTimeout = spec.LockTimeout, AllowRowSecurity = spec.AllowRowFiltering };
        var session = await SnapshotSession.OpenAsync(spec.Source, options, cancellation, logger).ConfigureAwait(false);
        return new PlannedSource(spec, session);
    }

    /// <summary>Locks what is selected, takes the snapshot, and plans from what stands in it.</summary>
    /// <param name="isProbed">Ask the data what they decide, as a run has to.</param>
    public async Task<MirrorPlan> PlanAsync(TargetContents contents, bool isProbed, CancellationToken cancellation)
    {
        var snapshot = await Session
            .TakeAsync(catalog => RelationSelection.Readable(catalog, _spec), cancellation)
            .ConfigureAwait(false);
        var filterErrors = await TryRowFiltersAsync(snapshot, cancellation).ConfigureAwait(false);
        var plan = MirrorPlanner.Plan(_spec, snapshot, contents, filterErrors, ColumnProbes.None);
        if (!isProbed)
            return plan;
        var probes = await ColumnProbes.AskAsync(Session, plan.Tables, _spec.Probe, cancellation).ConfigureAwait(false);
        return MirrorPlanner.Plan(_spec, snapshot, contents, filterErrors, probes);
    }

    /// <summary>
    /// A worker that lost its connection has rejoined by itself; without the exporter nobody can. Even when all tables were
    /// read they count for nothing then: its locks went with it, so a TRUNCATE may have emptied one of them in between,
    /// which the snapshot reads as no rows.
    /// </summary>
    /// <param name="failed">What failed for it, if anything did.</param>
    public async Task ThrowIfLostAsync(PintailException? failed, CancellationToken cancellation)
    {
        if (!await Session.CheckLostAsync(cancellation).ConfigureAwait(false))
            return;
        throw new PintailException(
            ErrorKind.SourceUnreachable,
            "The connection that holds the snapshot was lost, so what was read has to be read again.",
            "If it happens again, look at what ends idle connections between here and the server.",
            failed
        );
    }

    // Those of tables that will be read.
    private async Task<IReadOnlyDictionary<uint, string>> TryRowFiltersAsync(
        Snapshot snapshot,
        CancellationToken cancellation
    )
    {
        var errors = new Dictionary<uint, string>();
        if (_spec.RowFilters.Count == 0)
            return errors;
        var unread = snapshot.NotLocked.Concat(snapshot.Unlockable.Select(one => one.Relation));
        var unreadOids = unread.Select(relation => relation.Oid).ToHashSet();
        foreach (var relation in RelationSelection.Readable(snapshot.Catalog, _spec))
        {
            if (!_spec.RowFilters.TryGetValue(relation.FullName, out var filter) || unreadOids.Contains(relation.Oid))
                continue;
            var error = await Session.FindConditionErrorAsync(relation, filter, cancellation).ConfigureAwait(false);
            if (error is not null)
                errors.Add(relation.Oid, error);
        }
        return errors;
    }

    public async ValueTask DisposeAsync()
    {
        Workers.Dispose();
        await Session.DisposeAsync().ConfigureAwait(false);
    }
}
