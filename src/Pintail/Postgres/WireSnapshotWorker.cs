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
            connection.Execute(start.Begin);
            if (start.Lock is not null)
            {
                try
                {
                    connection.Execute(start.Lock);
                }
                catch (PostgresServerException) when (!connection.IsBroken)
                {
                    connection.Execute(RelationLocks.RollBack);
                }
            }
            return new WireSnapshotWorker(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override ICopyRows Copy(string copySql) => _rows = _connection.CopyOut(copySql);

    public override void Cancel() => _connection.Cancel();

    protected override void Dispose(bool disposing)
    {
        _rows?.Dispose();
        _connection.Dispose();
    }
}
