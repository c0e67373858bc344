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
    private readonly Dictionary<RdsTokenRequest, Entry> _tokens = [];

    public RdsTokenCache(TimeProvider time)
        : this(time, AwsCredentialChain.Find) { }

    internal RdsTokenCache(TimeProvider time, Func<AwsIdentity, AwsKeys> findKeys) =>
        (_time, _findKeys) = (time, findKeys);

    /// <exception cref="PintailException">There are no credentials, or no region.</exception>
    internal string Get(RdsTokenRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // Several connections that open at once ask AWS once.
        lock (_lock)
        {
            return _tokens.TryGetValue(request, out var entry) && _time.GetUtcNow() < entry.Until
                ? entry.Token
                : Make(request);
        }
    }

    private string Make(RdsTokenRequest request)
    {
        var region = AwsRegion.Find(request.Identity, request.Host);
        var keys = _findKeys(request.Identity);
        var now = _time.GetUtcNow();
        var end = now + request.Lifetime;
        // With the credentials that signed it a token ends, too.
        if (keys.Expiration < end)
            end = keys.Expiration.Value;
        var token = RdsToken.Sign(request, region, keys, now);
        foreach (var old in _tokens.Where(one => one.Value.Until <= now).Select(one => one.Key).ToList())
            _tokens.Remove(old);
        _tokens[request] = new Entry(token, end - Margin);
        return token;
    }

    private readonly record struct Entry(string Token, DateTimeOffset Until)
    {
        public override string ToString() => nameof(Entry);
    }
}
