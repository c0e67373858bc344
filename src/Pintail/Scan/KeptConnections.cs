using Pintail.Postgres;

namespace Pintail.Scan;

/// <summary>
/// Connections between two snapshots of one session: opening one takes longer than a short statement. Their transactions
/// are over, so they hold nothing at the source but a slot; that is given back when nobody asks for it. Any thread.
/// </summary>
internal sealed class KeptConnections : IDisposable
{
    /// <summary>Longer than somebody thinks between two statements, and shorter than firewalls forget a connection.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// More than two scans use at once by default; a statement of thirty scans would otherwise hold as many slots of the
    /// server's for a minute.
    /// </summary>
    private const int MaxCount = 8;

    private readonly Lock _lock = new();
    private readonly Stack<SnapshotWorker> _workers = new();
    private readonly ITimer _idle;
    private bool _isDisposed;

    public KeptConnections(TimeProvider? time = null) =>
        _idle = (time ?? TimeProvider.System).CreateTimer(
            _ => Clear(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

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

    /// <summary>Ends its transaction; closes it where that fails, and where there are enough.</summary>
    public void Keep(SnapshotWorker worker)
    {
        if (worker.TryLeave())
        {
            lock (_lock)
            {
                if (!_isDisposed && _workers.Count < MaxCount)
                {
                    _workers.Push(worker);
                    _idle.Change(Patience, Timeout.InfiniteTimeSpan);
                    return;
                }
            }
        }
        worker.Dispose();
    }

    /// <summary>Closes all that nobody uses.</summary>
    /// <returns>False: there were none.</returns>
    public bool Clear()
    {
        var any = false;
        while (Pop() is { } worker)
        {
            worker.Dispose();
            any = true;
        }
        return any;
    }

    public void Dispose()
    {
        lock (_lock)
            _isDisposed = true;
        _idle.Dispose();
        Clear();
    }

    private SnapshotWorker? Pop()
    {
        lock (_lock)
            return _workers.TryPop(out var worker) ? worker : null;
    }
}
