using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>The ordinary worker: the bulk reader.</summary>
internal sealed class WireSnapshotWorker : SnapshotWorker
{
    private readonly WireConnection _connection;
    private CopyOutReader? _rows;

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
        return Try(() => _connection.Execute("ROLLBACK"));
    }

    internal override bool TryJoin(WorkerStart start) => Try(() => Begin(_connection, start));

    public override ICopyRows Copy(string copySql) => _rows = _connection.CopyOut(copySql);

    public override void Cancel() => _connection.Cancel();

    private static void Begin(WireConnection connection, WorkerStart start)
    {
        connection.Execute(start.Begin);
        if (start.Lock is null)
            return;
        try
        {
            connection.Execute(start.Lock);
        }
        catch (PostgresServerException) when (!connection.IsBroken)
        {
            connection.Execute(RelationLocks.RollBack);
        }
    }

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
