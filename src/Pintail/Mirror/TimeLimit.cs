namespace Pintail.Mirror;

/// <summary>
/// How long something may take: past it, what runs is cancelled and ends with an error that says so. Cancelled with its
/// caller, too, whose wish is told as such.
/// </summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _over = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _either;
    private long? _begun;

    /// <param name="limit"><see cref="Timeout.InfiniteTimeSpan"/>: none.</param>
    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        (_limit, _time, _caller) = (limit, time, caller);
        _timer = time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _over.Token);
    }

    /// <summary>Since it began; zero before.</summary>
    public TimeSpan Elapsed => _begun is { } begun ? _time.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>The time begins to run.</summary>
    public void Begin()
    {
        _begun = _time.GetTimestamp();
        _timer.Change(_limit, Timeout.InfiniteTimeSpan);
    }

    /// <param name="explain">What to throw in place of what the cancellation made of the work.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, Func<Exception, PintailException> explain)
    {
        try
        {
            return await work(_either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (_over.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw explain(e);
        }
    }

    // On a timer's thread, where what a cancelled one throws would end the process.
    private void End()
    {
        try
        {
            _over.Cancel();
        }
        catch (Exception e) when (e is AggregateException or ObjectDisposedException)
        {
            // What was to be cancelled finds out by its token.
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _either.Dispose();
        _over.Dispose();
    }
}
