namespace Pintail.Aws;

/// <summary>
/// Tokens of one program or session, each kept until a minute before its end: whoever opens a connection asks here, and
/// gets a new one when the last is too old. Connections that are open need none. Any thread.
/// </summary>
public sealed class RdsTokenCache
{
    /// <summary>Between a token's last use and its end: time for a slow connection, and for clocks that differ.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time;
    private readonly Func<AwsIdentity, AwsKeys> _findKeys;
    private readonly Lock _lock = new();
    private readonly Dictionary<RdsTokenRequest, Task<Entry>> _tokens = [];

    public RdsTokenCache(TimeProvider time)
        : this(time, AwsCredentialChain.Find) { }

    internal RdsTokenCache(TimeProvider time, Func<AwsIdentity, AwsKeys> findKeys) =>
        (_time, _findKeys) = (time, findKeys);

    /// <exception cref="PintailException">There are no credentials, or no region.</exception>
    internal string Get(RdsTokenRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Task<Entry> token;
        // Several connections that open at once ask AWS once; those for another host do not wait for them.
        lock (_lock)
        {
            if (!_tokens.TryGetValue(request, out token!) || IsOver(token))
            {
                foreach (var old in _tokens.Where(one => IsOver(one.Value)).Select(one => one.Key).ToList())
                    _tokens.Remove(old);
                // Asking may take seconds, and callers wait on threads of the pool: it has a thread of its own.
                _tokens[request] = token = Task.Factory.StartNew(
                    () => Make(request),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                );
            }
        }
        return token.WaitAsync(cancellation).GetAwaiter().GetResult().Token;
    }

    /// <summary>The server refused the token: the next one is made anew, perhaps from other credentials.</summary>
    internal void Forget(RdsTokenRequest request)
    {
        lock (_lock)
        {
            if (_tokens.TryGetValue(request, out var token) && token.IsCompleted)
                _tokens.Remove(request);
        }
    }

    private bool IsOver(Task<Entry> token) =>
        token.IsCompleted && (!token.IsCompletedSuccessfully || token.Result.Until <= _time.GetUtcNow());

    private Entry Make(RdsTokenRequest request)
    {
        var region = AwsRegion.Find(request.Identity, request.Host);
        var keys = _findKeys(request.Identity);
        var now = _time.GetUtcNow();
        var end = now + request.Lifetime;
        // With the credentials that signed it a token ends, too.
        if (keys.Expiration < end)
            end = keys.Expiration.Value;
        return new Entry(RdsToken.Sign(request, region, keys, now), end - Margin);
    }

    private readonly record struct Entry(string Token, DateTimeOffset Until)
    {
        public override string ToString() => nameof(Entry);
    }
}
