namespace Pintail.Session;

/// <summary>
/// What postgres_configure_pool keeps for one attached database. Only the number of connections means something here; the
/// others are of the extension's pool, with its defaults, and are kept to be shown.
/// </summary>
internal sealed record PoolOptions
{
    /// <summary>Null leaves it to the settings.</summary>
    public int? MaxConnections { get; init; }
    public string AcquireMode { get; init; } = "force";
    public ulong WaitTimeoutMillis { get; init; } = 30_000;
    public bool ThreadLocalCache { get; init; }
    public ulong MaxLifetimeMillis { get; init; }
    public ulong IdleTimeoutMillis { get; init; } = 60_000;
    public bool ReaperThread { get; init; } = true;
    public string HealthCheckQuery { get; init; } = "SELECT 1";
}
