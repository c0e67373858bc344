using Pintail.Postgres;

namespace Pintail.Scan;

/// <summary>
/// The Postgres connections of a run, all on its one snapshot: opened when first needed, handed from table to table,
/// thrown away when broken. <see cref="StreamBudget"/> bounds how many are out at a time.
/// </summary>
/// <param name="kept">Connections of earlier snapshots, and where this one's go when it is over; null: none are kept.</param>
internal sealed class WorkerPool(SnapshotSession session, KeptConnections? kept = null) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<SnapshotWorker> _idle = new();
    private readonly HashSet<SnapshotWorker> _busy = [];
    private readonly SemaphoreSlim _returned = new(0);
    private int _waiting;
    private bool _isCancelled;
    private bool _isDisposed;

    /// <summary>Connections opened or taken over so far.</summary>
    public int Opened { get; private set; }

    public SnapshotWorker Take(CancellationToken cancellation)
    {
        lock (_lock)
        {
            cancellation.ThrowIfCancellationRequested();
            ThrowIfCancelled();
            if (_idle.TryPop(out var idle))
            {
                _busy.Add(idle);
                return idle;
            }
        }
        var worker = kept?.TryTake(session) ?? session.OpenWorker(cancellation);
        lock (_lock)
        {
            Opened++;
            if (!_isCancelled)
            {
                _busy.Add(worker);
                return worker;
            }
        }
        // Too late for CancelAll to see it, and a request to cancel before its COPY has begun would stop nothing.
        worker.Dispose();
        throw new OperationCanceledException(cancellation);
    }

    /// <summary>
    /// As <see cref="Take"/>, but when the server or the role has no connection to give beyond those that this run
    /// holds, waits for one of them to come back.
    /// </summary>
    public SnapshotWorker TakeOrWait(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return Take(cancellation);
            }
            catch (PintailException e) when (e.Kind == ErrorKind.SourceUnavailable && IsAnotherOut())
            {
                _returned.Wait(cancellation);
            }
        }
    }

    /// <summary>
    /// Asks the exporter. Without it nobody can join the snapshot any more, and what was read since may have been read
    /// without a lock.
    /// </summary>
    public bool IsSnapshotLost() => session.CheckLostAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <exception cref="PintailException">The snapshot is lost.</exception>
    public void ThrowIfSnapshotLost()
    {
        if (IsSnapshotLost())
            throw session.ExporterLost(null);
    }

    /// <summary>The exporter's own connection, for a table that others cannot lock any more. Not reusable.</summary>
    public SnapshotWorker TakeExporter(CancellationToken cancellation) =>
        // Where the snapshot is not shared the pool's one worker is the exporter.
        IsShared ? TakeExporterOrWait(cancellation) : Take(cancellation);

    /// <summary>Others than the exporter can read the snapshot.</summary>
    public bool IsShared => session.Snapshot is { IsShared: true };

    /// <summary>The exporter, once nobody else reads on it. Not reusable.</summary>
    public SnapshotWorker TakeExporterOrWait(CancellationToken cancellation)
    {
        var worker = session.OpenExporterAsWorker(cancellation);
        lock (_lock)
        {
            if (!_isCancelled)
            {
                _busy.Add(worker);
                return worker;
            }
        }
        worker.Dispose();
        throw new OperationCanceledException(cancellation);
    }

    /// <summary>Takes a worker back; one that is broken, or still in the middle of a COPY, is closed.</summary>
    public void Return(SnapshotWorker worker, bool isReusable)
    {
        lock (_lock)
        {
            _busy.Remove(worker);
            if (_waiting > 0)
            {
                _waiting--;
                _returned.Release();
            }
            if (isReusable && !IsExporter && !worker.IsBroken && !_isCancelled)
            {
                _idle.Push(worker);
                return;
            }
        }
        worker.Dispose();
    }

    /// <summary>A server that hangs does not stop when it is asked to.</summary>
    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Asks the server to stop every query that is running for us. Never throws: a server that cannot be asked, or does
    /// not do it, is left by closing the connections.
    /// </summary>
    public void CancelAll()
    {
        SnapshotWorker[] busy;
        lock (_lock)
        {
            _isCancelled = true;
            busy = [.. _busy];
        }
        _ = AbandonLaterAsync(busy);
        Parallel.ForEach(busy, Cancel);
    }

    // Nothing that was out then is used again after its return.
    private async Task AbandonLaterAsync(SnapshotWorker[] workers)
    {
        await Task.Delay(CancelGrace).ConfigureAwait(false);
        foreach (var worker in workers)
        {
            bool isStillOut;
            lock (_lock)
                isStillOut = _busy.Contains(worker);
            if (isStillOut)
                worker.Abandon();
        }
    }

    /// <summary>After <see cref="CancelAll"/>, once nothing runs: connections are given out again.</summary>
    public void Resume()
    {
        lock (_lock)
            _isCancelled = _isDisposed;
    }

    public void Dispose()
    {
        SnapshotWorker[] idle;
        lock (_lock)
        {
            // What is still out then closes on its return.
            _isCancelled = _isDisposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }
        foreach (var worker in idle)
        {
            if (kept is null)
                worker.Dispose();
            else
                kept.Keep(worker);
        }
        _returned.Dispose();
    }

    // Whoever else wants to ask the exporter would wait for a worker that lies idle.
    private bool IsExporter => session.Snapshot is { IsShared: false };

    // True: its return will be signalled, or has been.
    private bool IsAnotherOut()
    {
        lock (_lock)
        {
            if (_idle.Count > 0)
                _returned.Release();
            else if (_busy.Count > 0)
                _waiting++;
            else
                return false;
            return true;
        }
    }

    private static void Cancel(SnapshotWorker worker)
    {
        try
        {
            worker.Cancel();
        }
        catch (Exception)
        {
            // Whatever kept the request from being sent, the connection is closed next.
        }
    }

    private void ThrowIfCancelled()
    {
        if (_isCancelled)
            throw new OperationCanceledException();
    }
}
