namespace Pintail.Mirror;

/// <summary>
/// Threads for work that blocks, as many as run at a time and kept for what comes next. A thread for each of thousands of
/// short works costs more than its start: whatever DuckDB's allocator holds for it is given back to the system at its end,
/// page by page, and asked for again by the next (decision 0014). Any thread may ask; disposed of when all work is done.
/// </summary>
internal sealed class ReusedThreads : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Task> _waiting = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private int _idle;
    private bool _isClosed;

    /// <exception cref="OutOfMemoryException">The system gives no thread; the work is not run.</exception>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var task = new Task<T>(work, TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_idle > 0)
                _idle--;
            else
                new Thread(Serve) { IsBackground = true, Name = "Pintail table" }.Start();
            _waiting.Enqueue(task);
        }
        _arrived.Release();
        return task;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_idle > 0)
                _arrived.Release(_idle);
        }
    }

    // One permit per work, and one for each who is to leave.
    private void Serve()
    {
        while (true)
        {
            _arrived.Wait();
            Task work;
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out work!))
                    return;
            }
            work.RunSynchronously(TaskScheduler.Default);
            lock (_lock)
            {
                if (_isClosed && _waiting.Count == 0)
                    return;
                _idle++;
            }
        }
    }
}
