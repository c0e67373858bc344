// How the one budget of Postgres connections is shared between the tables that run side by side.
//
// A table starts only when a connection is free and no running table waits for one; so the largest, which start first,
// get all connections they can use, and the next table starts when one of them has nothing left to hand out. A running
// table's further streams wait here, on DuckDB's threads, until a connection is free or their table's pieces are all
// taken. Waiting has an end (Patience): a DuckDB thread that waits cannot run the task of whoever holds the connection,
// and giving up costs only a little balance, as the table's first stream has its connection for certain.

namespace Pintail.Scan;

/// <summary>Counts out the right to hold a Postgres connection. All members may be called from any thread.</summary>
internal sealed class StreamBudget(int size, TimeSpan patience)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];
    private int _free = size;

    public StreamBudget(int size)
        : this(size, Patience) { }

    /// <summary>Connections that nobody holds; of use only while nobody takes or gives any.</summary>
    public int Free
    {
        get
        {
            lock (_lock)
                return _free;
        }
    }

    /// <summary>Those who wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiters.Count;
        }
    }

    private sealed class Waiter : IDisposable
    {
        public SemaphoreSlim Signal { get; } = new(0);
        public required bool IsTable { get; init; }
        public bool HasConnection { get; set; }

        public void Dispose() => Signal.Dispose();
    }

    /// <summary>Waits until a further table may start, and takes its first connection.</summary>
    public void TakeForTable(CancellationToken cancellation)
    {
        using var waiter = new Waiter { IsTable = true };
        Enqueue(waiter);
        try
        {
            waiter.Signal.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            Withdraw(waiter);
            throw;
        }
    }

    /// <summary>Takes a further connection for a running table; false when its pieces ran out or patience did.</summary>
    /// <param name="exhausted">Cancelled when the table has no piece left to hand out.</param>
    public bool TryTakeForStream(CancellationToken exhausted)
    {
        using var waiter = new Waiter { IsTable = false };
        Enqueue(waiter);
        try
        {
            if (waiter.Signal.Wait(patience, exhausted))
                return true;
        }
        catch (OperationCanceledException)
        {
            // Nothing is left to read: fall through and give back what may have come at the same moment.
        }
        Withdraw(waiter);
        return false;
    }

    public void Give()
    {
        lock (_lock)
        {
            _free++;
            HandOut();
        }
    }

    private void Enqueue(Waiter waiter)
    {
        lock (_lock)
        {
            _waiters.Add(waiter);
            HandOut();
        }
    }

    private void Withdraw(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.HasConnection)
                _free++;
            else
                _waiters.Remove(waiter);
            HandOut();
        }
    }

    // Streams of running tables come before tables that have not started.
    private void HandOut()
    {
        while (_free > 0 && (_waiters.Find(waiter => !waiter.IsTable) ?? _waiters.FirstOrDefault()) is { } next)
        {
            _free--;
            _waiters.Remove(next);
            next.HasConnection = true;
            next.Signal.Release();
        }
    }
}
