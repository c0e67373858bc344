using Microsoft.Extensions.Logging;
using Pintail.Delta;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// A source's session and, once planned, its snapshot, the pool of connections on it, and the plan. Planning begins with
/// what has to be asked of the data; what a copy meets against the plan is asked then, and planned again.
/// </summary>
internal sealed class PlannedSource : IAsyncDisposable
{
    private readonly MirrorSpec _spec;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _planning = new(1);
    private readonly ColumnProbes _probes = new();
    private IReadOnlyDictionary<uint, string> _filterErrors = new Dictionary<uint, string>();
    private TargetContents _contents = TargetContents.Empty;
    private RefreshKnowledge _knowledge = RefreshKnowledge.None("it is not known what changed");
    private MirrorPlan? _plan;
    private TimeLimit? _age;

    private PlannedSource(MirrorSpec spec, TimeProvider time, SnapshotSession session)
    {
        (_spec, _time) = (spec, time);
        Session = session;
        Workers = new WorkerPool(session);
    }

    public SnapshotSession Session { get; }
    public WorkerPool Workers { get; }

    /// <summary>For how long the source has been holding the snapshot.</summary>
    public TimeSpan SnapshotAge => _age?.Elapsed ?? TimeSpan.Zero;

    /// <summary>The newest. After <see cref="PlanAsync"/>.</summary>
    public MirrorPlan Plan => _plan!;

    /// <param name="name">What the source's administrator sees of our sessions, unless the user chose a name.</param>
    public static async Task<PlannedSource> OpenAsync(
        MirrorSpec spec,
        string name,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellation
    )
    {
        var options = new SnapshotOptions
        {
            LockTimeout = spec.LockTimeout,
            AllowRowSecurity = spec.AllowRowFiltering,
            ProgressTimeout = spec.ProgressTimeout,
            WatchLocks = true,
            YieldAfter = spec.YieldAfter,
        };
        var source = spec.Source.Named(name);
        var session = await SnapshotSession.OpenAsync(source, options, cancellation, logger).ConfigureAwait(false);
        return new PlannedSource(spec, time, session);
    }

    /// <summary>Does what needs the snapshot, and gives it up when it gets too old or has to give way.</summary>
    /// <exception cref="PintailException">TimedOut, SourceConflict.</exception>
    public async Task<T> WithinAgeAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Session.Yielding);
        using var age = _age = new TimeLimit(_spec.MaxSnapshotAge, _time, either.Token);
        try
        {
            return await age.RunAsync(work, e => RunLimits.SnapshotTooOld(_spec.MaxSnapshotAge, e))
                .ConfigureAwait(false);
        }
        catch (Exception) when (Session.YieldReason is { } reason && !cancellation.IsCancellationRequested)
        {
            throw reason;
        }
    }

    /// <summary>Locks what is selected, takes the snapshot, and plans from what stands in it.</summary>
    /// <param name="isProbed">Ask the data what they decide, as a run has to.</param>
    public async Task<MirrorPlan> PlanAsync(TargetContents contents, bool isProbed, CancellationToken cancellation)
    {
        var identity = new KnowledgeReader(Session, _spec);
        await identity.BeforeAsync(cancellation).ConfigureAwait(false);
        var snapshot = await Session
            .TakeAsync(catalog => RelationSelection.Readable(catalog, _spec), cancellation)
            .ConfigureAwait(false);
        _age?.Begin();
        _knowledge = await identity.AfterAsync(snapshot, cancellation).ConfigureAwait(false);
        _contents = contents;
        _filterErrors = await TryRowFiltersAsync(snapshot, cancellation).ConfigureAwait(false);
        _probes.KeepRecorded = isProbed && Scope(snapshot) == QuestionScope.Needed;
        PlanAll();
        if (!isProbed)
            return Plan;
        // To ask a table's rows reads all of them: not where only what changed may have to be read.
        foreach (var table in Plan.Tables.Where(table => !_probes.KeepRecorded || table.Recorded is null))
            await _probes.AskAsync(Session, table, Scope(snapshot), cancellation).ConfigureAwait(false);
        return PlanAll();
    }

    /// <summary>Asks a table's data what was assumed of them, and plans it again. Any thread, synchronous.</summary>
    /// <returns>Null when the data do not ask for other types than were planned.</returns>
    /// <exception cref="PintailException">They could not be asked.</exception>
    public TablePlan? TryDecideAgain(TablePlan table, CancellationToken cancellation)
    {
        // All was asked before. Where the snapshot is not shared nothing else could be: the exporter is reading.
        if (Scope(Session.Snapshot!) != QuestionScope.Needed)
            return null;
        _planning.Wait(cancellation);
        try
        {
            _probes.AskAsync(Session, table, QuestionScope.Decisions, cancellation).GetAwaiter().GetResult();
            if (_probes.ErrorOf(table.Relation) is { } error)
                throw error;
            var again = PlanAll().Tables.FirstOrDefault(one => one.Relation.Oid == table.Relation.Oid);
            return again is null || Types(again).SequenceEqual(Types(table)) ? null : again;
        }
        finally
        {
            _planning.Release();
        }

        static IEnumerable<string> Types(TablePlan plan) => plan.Columns.Select(column => column.Mapping.DuckDBTypeSql);
    }

    private MirrorPlan PlanAll() =>
        _plan = MirrorPlanner.Plan(_spec, Session.Snapshot!, _contents, _filterErrors, _probes, _knowledge);

    // A strict run has to know every deviation before it reads. Where the snapshot is not shared, nothing can be asked later.
    private QuestionScope Scope(Snapshot snapshot) =>
        _spec.Probe ? QuestionScope.All
        : _spec.Strict || !snapshot.IsShared ? QuestionScope.Decisions
        : QuestionScope.Needed;

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
        _planning.Dispose();
        Workers.Dispose();
        await Session.DisposeAsync().ConfigureAwait(false);
    }
}
