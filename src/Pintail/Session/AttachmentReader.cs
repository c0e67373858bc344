// How one session reads one attached database: a connection that holds the snapshot, a pool of further ones that join it,
// and the budget that the scans of a statement share.
//
// Whatever a statement reads is locked before its snapshot is taken, as in a mirror: otherwise a TRUNCATE or a rewriting
// ALTER that commits in between would read as no rows. So the snapshot is taken when the first scan starts; DuckDB has
// planned the whole statement by then, and all relations of it are known. What is read then is compared with what the
// statement was planned by: a difference ends the statement before it has read anything.

using Pintail.Copy;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Session.PushDown;
using Pintail.Session.Settings;

namespace Pintail.Session;

/// <summary>One session's reading of one attached database. Scans may be opened by any thread, the rest by the session's.</summary>
internal sealed partial class AttachmentReader(Attachment attachment) : IDisposable
{
    private readonly KeptConnections _kept = new();
    private SnapshotSession? _session;
    private WorkerPool? _workers;
    private ScanStreams? _streams;
    private ScanPlanner? _planner;
    private (TimeSpan? Statement, TimeSpan? Idle) _timeouts;

    public bool HasSnapshot => _session?.Snapshot is not null && _workers is not null;

    /// <summary>The attachment learns which relations there are: as the snapshot shows it, or now where there is none.</summary>
    public void List(CancellationToken cancellation) =>
        attachment.List(
            Ask(
                session =>
                    session.ReadCatalogAsync(
                        one => CatalogReader.ReadNamesAsync(one, isSystem: false, cancellation),
                        cancellation
                    ),
                cancellation
            )
        );

    /// <summary>The same of the server's own schemas; once, as they change with its version only.</summary>
    public void ListSystem(CancellationToken cancellation)
    {
        if (attachment.HasSystem)
            return;
        attachment.ListSystem(
            Ask(
                session =>
                    session.ReadCatalogAsync(
                        one => CatalogReader.ReadNamesAsync(one, isSystem: true, cancellation),
                        cancellation
                    ),
                cancellation
            )
        );
    }

    /// <summary>The attachment learns what these listed relations are.</summary>
    public void Define(IReadOnlyCollection<uint> oids, CancellationToken cancellation)
    {
        if (oids.Count == 0)
            return;
        attachment.Define(
            Ask(
                session =>
                    session.ReadCatalogAsync(one => attachment.Cache.ReadAsync(one, oids, cancellation), cancellation),
                cancellation
            ).Catalog,
            oids
        );
    }

    /// <summary>The attachment learns which constraints and indexes there are.</summary>
    public void ListKeys(CancellationToken cancellation) =>
        attachment.DeclaredKeys = Ask(
            session => session.ReadCatalogAsync(one => DeclaredKeys.ReadAsync(one, cancellation), cancellation),
            cancellation
        );

    /// <summary>Locks and takes the snapshot.</summary>
    /// <param name="relations">All that is going to be read.</param>
    /// <exception cref="DefinitionChangedException">Something is not as the statement was planned by.</exception>
    public void Take(
        IReadOnlyCollection<AttachedRelation> relations,
        ScanSettings settings,
        CancellationToken cancellation
    )
    {
        UseTimeouts(settings);
        var oids = relations.Select(relation => relation.Relation.Oid).ToHashSet();
        var target = new SnapshotTarget(
            catalog => [.. catalog.Relations.Where(one => oids.Contains(one.Oid))],
            (connection, token) => attachment.Cache.ReadAsync(connection, oids, token)
        );
        var known =
            attachment.Cache.Known(oids)
            ?? Ask(
                session =>
                    session.ReadCatalogAsync(
                        connection => attachment.Cache.ReadAsync(connection, oids, cancellation),
                        cancellation
                    ),
                cancellation
            ).Catalog;
        var snapshot = Ask(session => session.TakeAsync(target, known, cancellation), cancellation);
        _workers = new WorkerPool(_session!, _kept);
        // Each scan has a first connection for certain, so that none waits for another that waits for it: these are further ones.
        var limit = snapshot.IsShared ? attachment.Pool.MaxConnections ?? settings.ConnectionLimit : 1;
        _streams = new ScanStreams(new StreamBudget(limit - 1), _workers, limit);
        _planner = new ScanPlanner(snapshot.Catalog, settings.RangeBytes(snapshot.Catalog.BlockBytes));
        if (relations.Any(relation => attachment.In(snapshot.Catalog, relation)?.Definition != relation.Definition))
            throw new DefinitionChangedException(attachment, Names(relations));
        Trust(relations);
    }

    /// <summary>A job for a scan of some columns; the caller disposes it. After <see cref="Take"/>.</summary>
    public TableCopy Open(
        AttachedRelation relation,
        IReadOnlyList<int> columns,
        PushedCondition restriction,
        ScanProgress progress,
        CancellationToken cancellation
    )
    {
        var read = columns.Select(index => relation.Columns[index]).ToList();
        var list = ScanSql.List(relation, columns);
        var (found, holders) = Find(relation);
        var isLookup = IsLookup(found, restriction);
        var ranges = isLookup
            ? _planner!.Plan(found, holders, isOneRange: true)
            : Ranges(found, holders, list, restriction, cancellation);
        return Open(
            [.. read.Select(column => CopyRequest.Column(column.Name, column.Mapping))],
            ranges.Select(range => ScanSql.Select(list, range.FromSql, range.WhereSql, restriction)),
            // The first rows in their order are as good as any.
            restriction.Limit
                is null
                ? _streams!
                : _streams! with
                {
                    Max = 1,
                },
            restriction == PushedCondition.None ? ExpectedRows(holders) : null,
            progress.Add,
            cancellation,
            isBrief: isLookup
        );
    }

    /// <summary>A job whose rows are numbers of rows: how many the relation has.</summary>
    public TableCopy OpenCount(AttachedRelation relation, PushedCondition restriction, CancellationToken cancellation)
    {
        var (found, holders) = Find(relation);
        return Open(
            [],
            ScanPlanner
                .Whole(_planner!.Plan(found, holders))
                .Select(range => ScanSql.Select(ScanSql.Count, range.FromSql, range.WhereSql, restriction)),
            _streams!,
            expectedRows: null,
            advanced: null,
            cancellation
        );
    }

    private TableCopy Open(
        IReadOnlyList<CopyColumn> columns,
        IEnumerable<string> queries,
        ScanStreams streams,
        long? expectedRows,
        Action<long, long>? advanced,
        CancellationToken cancellation,
        bool isBrief = false
    )
    {
        var request = new CopyRequest(
            columns,
            [.. queries.Select(query => $"COPY ({query}) TO STDOUT (FORMAT binary)")],
            expectedRows
        );
        return new TableCopy(request, streams, advanced, readOnExporter: false, cancellation)
        {
            StandsAlone = true,
            IsBrief = isBrief,
        };
    }

    private (Relation Found, IReadOnlyList<Relation> Holders) Find(AttachedRelation relation)
    {
        var snapshot = _session!.Snapshot!;
        var found =
            snapshot.Catalog.Relations.FirstOrDefault(one => one.Oid == relation.Relation.Oid)
            ?? throw NotLocked(relation);
        ThrowIfChanged(relation, snapshot);
        var holders = _planner!.RowHolders(found);
        ThrowIfUnreadable(relation, found, holders, snapshot);
        return (found, holders);
    }

    // A few rows are not worth several connections, and where there is an index only one can use it.
    private IReadOnlyList<ScanRange> Ranges(
        Relation found,
        IReadOnlyList<Relation> holders,
        string list,
        PushedCondition restriction,
        CancellationToken cancellation
    )
    {
        var ranges = _planner!.Plan(found, holders);
        // A snapshot that is not shared has one connection, which cannot be asked while it reads.
        if (restriction.Limit is not null || (restriction.WhereSql is not null && !_session!.Snapshot!.IsShared))
            return ScanPlanner.Whole(ranges);
        if (restriction.WhereSql is null || ranges.Count == 1)
            return ranges;
        var query = ScanSql.Select(list, SqlText.Qualified(found.Schema, found.Name), null, restriction);
        var paths = _session!.ReadAccessPathsAsync(query, found.FullName, cancellation).GetAwaiter().GetResult();
        return _planner.Plan(found, holders, paths);
    }

    // At most one row, which the server finds by the key's index without being asked how. Inheriting tables keep no key.
    private static bool IsLookup(Relation found, PushedCondition restriction)
    {
        if (restriction.FixedColumns.Count == 0 || found.HasInheritingTables)
            return false;
        var columns = found
            .Columns.Where(column => restriction.FixedColumns.Contains(SqlText.Identifier(column.Name)))
            .Select(column => column.Number)
            .ToHashSet();
        return found.Keys.Any(key => key.ColumnNumbers.All(columns.Contains));
    }

    /// <summary>The transaction is over: nothing is held at the source any more.</summary>
    public void Release()
    {
        _workers?.Dispose();
        (_workers, _streams, _planner) = (null, null, null);
        if (_session is null)
            return;
        try
        {
            _session.ReleaseAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (PintailException)
        {
            // Lost: the next statement connects again.
        }
        if (_session.IsLost)
            Disconnect();
    }

    /// <summary>Asks the server to stop what runs. Any thread.</summary>
    public void Cancel()
    {
        _describer?.Cancel();
        _workers?.CancelAll();
    }

    public void Dispose()
    {
        _workers?.Dispose();
        _kept.Dispose();
        _describer?.Dispose();
        Disconnect();
    }

    private static long? ExpectedRows(IReadOnlyList<Relation> holders) =>
        holders.Any(holder => holder.EstimatedRows < 0) ? null : (long)holders.Sum(holder => holder.EstimatedRows);

    private static string Names(IEnumerable<AttachedRelation> relations) =>
        string.Join(", ", relations.Select(relation => relation.Relation.FullName));

    private static void ThrowIfUnreadable(
        AttachedRelation relation,
        Relation found,
        IReadOnlyList<Relation> holders,
        Snapshot snapshot
    )
    {
        var oids = holders.Append(found).Select(holder => holder.Oid).ToHashSet();
        if (snapshot.Unlockable.FirstOrDefault(one => oids.Contains(one.Relation.Oid)) is { } unlockable)
            throw unlockable.Error;
        if (found.RowSecurityActive)
        {
            throw new PintailException(
                ErrorKind.SourcePermission,
                $"{relation.FullName}: row security hides rows of this table from the role '{snapshot.Catalog.Role}'.",
                "Attach as its owner or as a role with BYPASSRLS."
            );
        }
        if (!found.IsPopulated)
        {
            throw new PintailException(
                ErrorKind.SourceQuery,
                $"{relation.FullName} is a materialized view without data.",
                "REFRESH MATERIALIZED VIEW at the source."
            );
        }
        if (snapshot.NotLocked.Any(one => oids.Contains(one.Oid)) || !snapshot.Locked.Contains(found.Oid))
            throw NotLocked(relation);
    }

    private static PintailException NotLocked(AttachedRelation relation) =>
        new(
            ErrorKind.SourceConflict,
            $"{relation.FullName} was not locked before this transaction took its snapshot, so it cannot be read at it.",
            "Run the statement again, in a new transaction whose first statement names it."
        );

    // Every connection sets them where its transactions begin.
    private void UseTimeouts(ScanSettings settings)
    {
        if (_timeouts == (settings.StatementTimeout, settings.IdleTimeout))
            return;
        _timeouts = (settings.StatementTimeout, settings.IdleTimeout);
        Disconnect();
    }

    private SnapshotSession Session(CancellationToken cancellation)
    {
        DisconnectIfLost();
        return _session ??= SnapshotSession
            .OpenAsync(
                attachment.Settings,
                new SnapshotOptions
                {
                    AllowParallelPlans = true,
                    StatementTimeout =
                        _timeouts.Statement ?? StartupOptions.StatementTimeout(attachment.Settings.Options),
                    WorkerIdleTimeout = _timeouts.Idle,
                },
                cancellation
            )
            .GetAwaiter()
            .GetResult();
    }

    private void Disconnect()
    {
        // Another server may answer next time.
        _kept.Clear();
        _session?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _session = null;
    }
}
