using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>The ordinary worker: the bulk reader.</summary>
internal sealed class WireSnapshotWorker : SnapshotWorker
{
    private const string Savepoint = "SAVEPOINT pintail_query";
    private const string RollBack = "ROLLBACK TO SAVEPOINT pintail_query; RELEASE SAVEPOINT pintail_query";

    private readonly WireConnection _connection;
    private ICopyRows? _rows;
    private bool _hasSavepoint;
    private bool _hasQueried;

    private WireSnapshotWorker(WireConnection connection) => _connection = connection;

    public override bool IsBroken => _connection.IsBroken || _connection.TransactionStatus != 'T';

    public static WireSnapshotWorker Open(WireOptions options, WorkerStart start, CancellationToken cancellation)
    {
        var connection = WireConnection.Open(options, cancellation);
        try
        {
            Begin(connection, start);
            return new WireSnapshotWorker(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal override bool TryLeave()
    {
        if (IsBroken)
            return false;
        _rows = null;
        return Try(EndTransaction);
    }

    internal override bool TryJoin(WorkerStart start) => Try(() => Begin(_connection, start));

    public override ICopyRows Copy(string copySql)
    {
        EndQuery();
        return _rows = _connection.CopyOut(copySql);
    }

    public override ICopyRows Query(WorkerQuery query, string what)
    {
        EndQuery();
        _connection.Execute($"{Savepoint}; {SessionSettings.OwnSearchPath}");
        (_hasSavepoint, _hasQueried) = (true, true);
        try
        {
            var rows = _connection.Query(query.Sql, query.Parameters, query.Choose);
            return _rows = new ExplainedRows(rows, what);
        }
        catch (PostgresServerException e)
        {
            throw StatementErrors.Explain(e, what);
        }
    }

    public override void Cancel() => _connection.Cancel();

    internal override void Abandon() => _connection.Dispose();

    // With the savepoint goes what the statement set, by set_config say: the next COPY finds all settings as pinned.
    private void EndQuery()
    {
        if (_hasSavepoint)
        {
            _hasSavepoint = false;
            _connection.Execute(RollBack);
        }
    }

    private void EndTransaction()
    {
        _connection.Execute("ROLLBACK");
        // Advisory locks outlive a transaction.
        if (_hasQueried)
            _connection.Execute("DISCARD ALL");
        (_hasSavepoint, _hasQueried) = (false, false);
    }

    private static void Begin(WireConnection connection, WorkerStart start)
    {
        try
        {
            connection.Execute(start.Lock is null ? start.Begin : $"{start.Begin}; {start.Lock}");
        }
        catch (PostgresServerException) when (start.Lock is not null && !connection.IsBroken && TryGoBack(connection))
        {
            // Without the locks.
        }
    }

    /// <returns>False: what failed was not the locks.</returns>
    private static bool TryGoBack(WireConnection connection) => Try(() => connection.Execute(RelationLocks.RollBack));

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is PostgresServerException or WireProtocolException or IOException)
        {
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _rows?.Dispose();
        _connection.Dispose();
    }
}
