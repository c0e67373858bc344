using Pintail.Postgres;

namespace Pintail.Scan;

/// <summary>
/// Connections between two snapshots of one session: opening one takes longer than a short statement. Their transactions
/// are over, so they hold nothing at the source but a slot. Any thread.
/// </summary>
internal sealed class KeptConnections : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<SnapshotWorker> _workers = new();
    private bool _isDisposed;

    /// <summary>One that has joined the session's snapshot; null when there is none.</summary>
    public SnapshotWorker? TryTake(SnapshotSession session)
    {
        while (Pop() is { } worker)
        {
            if (session.TryJoin(worker))
                return worker;
            // It was closed at the other end meanwhile.
            worker.Dispose();
        }
        return null;
    }

    /// <summary>Ends its transaction; closes it where that fails.</summary>
    public void Keep(SnapshotWorker worker)
    {
        if (worker.TryLeave())
        {
            lock (_lock)
            {
                if (!_isDisposed)
                {
                    _workers.Push(worker);
                    return;
                }
            }
        }
        worker.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
            _isDisposed = true;
        while (Pop() is { } worker)
            worker.Dispose();
    }

    private SnapshotWorker? Pop()
    {
        lock (_lock)
            return _workers.TryPop(out var worker) ? worker : null;
    }
}
