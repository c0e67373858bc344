using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>
/// The Postgres connections of a run, all on its one snapshot: opened when first needed, handed from table to table,
/// thrown away when broken. <see cref="StreamBudget"/> bounds how many are out at a time.
/// </summary>
internal sealed class WorkerPool(SnapshotSession session) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<SnapshotWorker> _idle = new();
    private readonly HashSet<SnapshotWorker> _busy = [];
    private bool _isCancelled;

    /// <summary>Connections opened so far.</summary>
    public int Opened { get; private set; }

    public SnapshotWorker Take(CancellationToken cancellation)
    {
        lock (_lock)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_idle.TryPop(out var idle))
            {
                _busy.Add(idle);
                return idle;
            }
            Opened++;
        }
        var worker = session.OpenWorker(cancellation);
        lock (_lock)
        {
            _busy.Add(worker);
            if (_isCancelled)
                worker.Cancel();
        }
        return worker;
    }

    /// <summary>Takes a worker back; one that is broken, or still in the middle of a COPY, is closed.</summary>
    public void Return(SnapshotWorker worker, bool isReusable)
    {
        lock (_lock)
        {
            _busy.Remove(worker);
            if (isReusable && !worker.IsBroken && !_isCancelled)
            {
                _idle.Push(worker);
                return;
            }
        }
        worker.Dispose();
    }

    /// <summary>Asks the server to stop every query that is running for us.</summary>
    public void CancelAll()
    {
        SnapshotWorker[] busy;
        lock (_lock)
        {
            _isCancelled = true;
            busy = [.. _busy];
        }
        foreach (var worker in busy)
            worker.Cancel();
    }

    public void Dispose()
    {
        foreach (var worker in _idle)
            worker.Dispose();
        _idle.Clear();
    }
}
