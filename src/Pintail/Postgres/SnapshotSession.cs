using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Holds one moment of a source database for all workers of a run: the exporter. Its connection lists the relations,
/// locks those that will be read, takes and exports the snapshot, and then stays idle in that transaction; the locks
/// and the snapshot live as long as it does. Workers join with <see cref="OpenWorker"/> from any thread.
/// A lost exporter ends the snapshot even for workers that already joined: tables they have not begun are not locked
/// any more. <see cref="Lost"/> tells, at the latest after <see cref="SnapshotOptions.KeepAlive"/>.
/// </summary>
public sealed partial class SnapshotSession : IAsyncDisposable
{
    /// <summary>Of all hosts the exporter's: workers must go where the snapshot is.</summary>
    private readonly ConnectionSettings _settings;
    private readonly SnapshotOptions _options;
    private readonly ILogger _logger;
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly int _serverMajor;
    private readonly ServerPulse _pulse;
    private readonly PatientWait _wait;
    private readonly LockQueue _lockQueue;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _yielding = new();
    private Catalog? _listing;
    private PeriodicTimer? _keepAliveTimer;
    private Task _keepAlive = Task.CompletedTask;
    private bool _mayBeInTransaction;
    private int _isExporterReading;
    private volatile bool _isExporterWorker;
    private bool _isDisposed;

    private SnapshotSession(NpgsqlSession exporter, SnapshotOptions options, ILogger logger)
    {
        (_settings, _source, _connection) = exporter;
        (_options, _logger) = (options, logger);
        _serverMajor = SessionSettings.Major(_connection.ServerVersion);
        _pulse = new ServerPulse(_settings, options.ProgressTimeout);
        _wait = new PatientWait(_pulse, _connection.ProcessID, options.ProgressTimeout);
        _lockQueue = new LockQueue(_connection, _pulse, options, logger);
    }

    /// <summary>The last one taken; null before.</summary>
    public Snapshot? Snapshot { get; private set; }

    /// <summary>Cancelled when the exporter's connection is found lost: the snapshot is over for everybody.</summary>
    public CancellationToken Lost => _lost.Token;
    public bool IsLost => _lost.IsCancellationRequested;

    public static async Task<SnapshotSession> OpenAsync(
        ConnectionSettings settings,
        SnapshotOptions options,
        CancellationToken cancellation,
        ILogger? logger = null
    )
    {
        // Before the clock of connect_timeout starts: the first answer may take a while, the next ones are at hand.
        if (settings.PasswordProvider is { } ask)
        {
            await Task.Run(() => ask(cancellation), cancellation);
        }
        try
        {
            var exporter = await NpgsqlSession.OpenAsync(settings, cancellation);
            return new SnapshotSession(exporter, options, logger ?? NullLogger.Instance);
        }
        catch (Exception e) when (PostgresErrors.IsOfSource(e))
        {
            throw PostgresErrors.Connecting(e, settings);
        }
    }

    /// <summary>The catalog as it is now, outside any snapshot: what to lock is chosen from it.</summary>
    public async Task<Catalog> ListAsync(CancellationToken cancellation) =>
        _listing = await ReadCatalogAsync(
            connection => CatalogReader.ReadAsync(connection, cancellation),
            cancellation
        );

    /// <summary>
    /// Reads of the catalog what is wanted: within the snapshot while there is one, and else as it is now, in a short
    /// transaction of its own.
    /// </summary>
    internal Task<T> ReadCatalogAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation) =>
        OnExporterAsync(
            "Reading the catalog",
            async token =>
            {
                try
                {
                    return await ReadHereAsync(read, token);
                }
                catch (StatementLostException)
                {
                    return await ReadHereAsync(read, token);
                }
            },
            cancellation
        );

    private async Task<T> ReadHereAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation)
    {
        if (Snapshot is not null)
            return await Savepoint.WithinAsync(_connection, () => read(_connection), cancellation);
        await RollBackAsync(cancellation);
        await BeginAsync(cancellation);
        var found = await read(_connection);
        await RollBackAsync(cancellation);
        return found;
    }

    /// <summary>
    /// Locks what <paramref name="select"/> picks from the listing (read now unless <see cref="ListAsync"/> was called),
    /// then takes the snapshot. What it picks from the snapshot's own catalog but was not locked in time leads to
    /// another round. A snapshot taken before is given up.
    /// </summary>
    /// <param name="select">Everything that will be read; called with each reading of the catalog.</param>
    public async Task<Snapshot> TakeAsync(
        Func<Catalog, IReadOnlyList<Relation>> select,
        CancellationToken cancellation
    ) => await TakeAsync(select, _listing ?? await ListAsync(cancellation), cancellation);

    /// <param name="listing">
    /// An earlier reading of the catalog, by which locks are taken; an old one costs further rounds and no correctness.
    /// </param>
    /// <inheritdoc cref="TakeAsync(Func{Catalog, IReadOnlyList{Relation}}, CancellationToken)"/>
    public Task<Snapshot> TakeAsync(
        Func<Catalog, IReadOnlyList<Relation>> select,
        Catalog listing,
        CancellationToken cancellation
    ) => TakeAsync(SnapshotTarget.OfWholeCatalog(select), listing, cancellation);

    /// <inheritdoc cref="TakeAsync(Func{Catalog, IReadOnlyList{Relation}}, Catalog, CancellationToken)"/>
    internal async Task<Snapshot> TakeAsync(SnapshotTarget target, Catalog listing, CancellationToken cancellation)
    {
        Snapshot = await OnExporterAsync(
            "Taking a snapshot",
            async token =>
            {
                var snapshot = await TakeWithRetriesAsync(target, listing, token);
                if (_options.WatchLocks)
                    await _lockQueue.BeginAsync(token);
                return snapshot;
            },
            cancellation
        );
        _listing = null;
        if (_keepAlive.IsCompleted)
        {
            _keepAliveTimer = new PeriodicTimer(LockQueue.Interval(_options), _options.Time);
            _keepAlive = KeepAliveAsync(_keepAliveTimer);
        }
        return Snapshot;
    }

    /// <summary>Gives the snapshot and its locks up; <see cref="TakeAsync(Func{Catalog, IReadOnlyList{Relation}}, CancellationToken)"/> may follow. No worker may be reading.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        OnExporterAsync(
            "Ending the snapshot",
            async token =>
            {
                Snapshot = null;
                await RollBackAsync(token);
                return true;
            },
            cancellation
        );

    /// <summary>How the server would find a query's rows, within the snapshot. The query is not run.</summary>
    internal Task<AccessPaths> ReadAccessPathsAsync(
        string query,
        string relationName,
        CancellationToken cancellation
    ) =>
        OnExporterAsync(
            $"Planning how to read {relationName}",
            token => AccessPaths.ReadAsync(_connection, query, token),
            cancellation
        );

    /// <summary>Tries a user's condition on a relation, reading no row.</summary>
    /// <returns>What the server says against it; null when it can be used.</returns>
    internal Task<string?> FindConditionErrorAsync(
        Relation relation,
        string condition,
        CancellationToken cancellation
    ) =>
        OnExporterAsync(
            $"Trying the condition on {relation.FullName}",
            token => new RowCondition(_connection).FindErrorAsync(relation, condition, token),
            cancellation
        );

    /// <summary>Asks about a relation's rows within the snapshot. An error of the statement itself does not end the snapshot.</summary>
    /// <returns>The first row's values, null for NULL.</returns>
    internal Task<IReadOnlyList<object?>> QueryRowAsync(
        string sql,
        string relationName,
        CancellationToken cancellation
    ) =>
        OnExporterAsync(
            $"Asking about the rows of {relationName}",
            token => new SnapshotQuery(_connection).RowAsync(sql, token),
            cancellation
        );

    /// <summary>
    /// The same for as long as the server may take: the exporter is everybody's, and a question that reads a whole table
    /// keeps it for long.
    /// </summary>
    /// <returns>Null when the time was not enough.</returns>
    internal Task<IReadOnlyList<object?>?> QueryRowAsync(
        string sql,
        string relationName,
        TimeSpan limit,
        CancellationToken cancellation
    ) =>
        OnExporterAsync(
            $"Asking about the rows of {relationName}",
            token => new SnapshotQuery(_connection).RowAsync(sql, limit, token),
            cancellation
        );

    /// <summary>
    /// A new connection on the snapshot; any thread, synchronous. When the snapshot is not shared, the exporter's own
    /// connection, one worker at a time.
    /// </summary>
    /// <exception cref="PintailException">Also when the snapshot is over; <see cref="IsLost"/> then tells so.</exception>
    public SnapshotWorker OpenWorker(CancellationToken cancellation)
    {
        var snapshot = Snapshot ?? throw new InvalidOperationException("There is no snapshot yet: call TakeAsync.");
        if (IsLost)
        {
            throw ExporterLost(null);
        }
        if (!snapshot.IsShared)
        {
            return OpenOnExporter(cancellation);
        }
        var start = WorkerStart.For(snapshot, _serverMajor, _options);
        try
        {
            var options = _settings.ToWire() with
            {
                ProgressTimeout = _options.ProgressTimeout,
                FindTrouble = _pulse.FindTrouble,
            };
            return WireSnapshotWorker.Open(options, start, cancellation);
        }
        catch (PostgresServerException e) when (PostgresErrors.IsSnapshotGone(e.SqlState))
        {
            throw ExporterLost(e);
        }
        catch (Exception e) when (PostgresErrors.IsOfSource(e))
        {
            throw PostgresErrors.Connecting(e, _settings);
        }
    }

    /// <summary>A worker that left an earlier snapshot joins the present one.</summary>
    /// <returns>False: open another.</returns>
    internal bool TryJoin(SnapshotWorker worker) =>
        Snapshot is { IsShared: true } snapshot
        && !IsLost
        && worker.TryJoin(WorkerStart.For(snapshot, _serverMajor, _options));

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        // Which ends the wait without an exception, whose stack trace costs a short run 10 ms.
        _keepAliveTimer?.Dispose();
        await _closing.CancelAsync();
        await _keepAlive;
        if (_wait.HasGivenUp)
            _ = CloseAsync();
        else
            await CloseAsync();
        _gate.Dispose();
        _closing.Dispose();
        _lost.Dispose();
        _yielding.Dispose();
    }

    private async Task CloseAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task<Snapshot> TakeWithRetriesAsync(
        SnapshotTarget target,
        Catalog listing,
        CancellationToken cancellation
    )
    {
        var share = true;
        for (var number = 1; ; )
        {
            await RollBackAsync(cancellation);
            _mayBeInTransaction = true;
            var attempt = new SnapshotAttempt(_connection, _serverMajor, _options, target);
            try
            {
                var snapshot = await attempt.TakeAsync(listing, share, cancellation);
                if (snapshot.NotLocked.Count == 0 || number++ >= _options.MaxAttempts)
                {
                    return snapshot;
                }
                listing = snapshot.Catalog;
            }
            catch (StatementLostException)
            {
                // Not a second time.
            }
            catch (ExportRefusedException e)
            {
                _logger.LogWarning(
                    "The server shares no snapshot ({Reason}): one connection reads everything.",
                    e.Message
                );
                share = false;
            }
        }
    }

    /// <summary>
    /// A worker on the exporter's own connection, which has all the locks: for a relation that another session waits to
    /// lock exclusively, behind whom any other connection of ours would wait in turn. One at a time: waits for it.
    /// </summary>
    /// <exception cref="PintailException">The snapshot is over.</exception>
    public SnapshotWorker OpenExporterAsWorker(CancellationToken cancellation) =>
        OpenExporterAsWorker(onFree: null, cancellation);

    private ExporterWorker OpenExporterAsWorker(Action? onFree, CancellationToken cancellation)
    {
        _gate.Wait(cancellation);
        if (!IsLost && IsExporterUsable)
        {
            _isExporterWorker = true;
            return new ExporterWorker(
                _source,
                _connection,
                _wait,
                _options.ProgressTimeout,
                () =>
                {
                    onFree?.Invoke();
                    _isExporterWorker = false;
                    _gate.Release();
                }
            );
        }
        _gate.Release();
        throw ExporterLost(null);
    }

    // A gate that is held may only mean that somebody asks whether the snapshot is lost, which is soon over.
    private SnapshotWorker OpenOnExporter(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _isExporterReading, 1) != 0)
        {
            throw new InvalidOperationException(
                "The snapshot is not shared, and its one connection is reading: one worker at a time."
            );
        }
        try
        {
            return OpenExporterAsWorker(() => Volatile.Write(ref _isExporterReading, 0), cancellation);
        }
        catch
        {
            Volatile.Write(ref _isExporterReading, 0);
            throw;
        }
    }

    private async Task<T> OnExporterAsync<T>(
        string doing,
        Func<CancellationToken, Task<T>> action,
        CancellationToken cancellation
    )
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return IsLost ? throw ExporterLost(null) : await _wait.ForAsync(action, cancellation);
        }
        catch (Exception e) when (PostgresErrors.IsOfSource(e))
        {
            throw PostgresErrors.Classify(e, $"{doing} of {_settings.Display}");
        }
        finally
        {
            if (!IsExporterUsable)
            {
                MarkLost();
            }
            _gate.Release();
        }
    }

    private async Task RollBackAsync(CancellationToken cancellation)
    {
        if (!_mayBeInTransaction)
            return;
        // Outside a transaction the server only warns.
        await _connection.ExecuteAsync("ROLLBACK", cancellation);
        _mayBeInTransaction = false;
    }

    private Task BeginAsync(CancellationToken cancellation)
    {
        _mayBeInTransaction = true;
        return _connection.ExecuteAsync(SessionSettings.Begin(_serverMajor, _options), cancellation);
    }

    private void MarkLost() => _lost.Cancel();

    internal PintailException ExporterLost(Exception? inner)
    {
        MarkLost();
        return new PintailException(
            ErrorKind.SourceUnreachable,
            $"The connection to {_settings.Display} that holds the snapshot was lost, and the snapshot with it.",
            "A new attempt takes a new snapshot; in a session, ROLLBACK a transaction that is open, and run it again.",
            inner
        );
    }
}
