using Pintail.DuckDB;

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

    /// <summary>As the extension's settings say when a database is attached.</summary>
    public static PoolOptions Of(DuckDBConnection connection)
    {
        var usual = new PoolOptions();
        return usual with
        {
            AcquireMode = connection.Setting("pg_pool_acquire_mode") as string ?? usual.AcquireMode,
            WaitTimeoutMillis = connection.Setting("pg_pool_wait_timeout_millis") as ulong? ?? usual.WaitTimeoutMillis,
            ThreadLocalCache =
                connection.Setting("pg_pool_enable_thread_local_cache") as bool? ?? usual.ThreadLocalCache,
            MaxLifetimeMillis = connection.Setting("pg_pool_max_lifetime_millis") as ulong? ?? usual.MaxLifetimeMillis,
            IdleTimeoutMillis = connection.Setting("pg_pool_idle_timeout_millis") as ulong? ?? usual.IdleTimeoutMillis,
            ReaperThread = connection.Setting("pg_pool_enable_reaper_thread") as bool? ?? usual.ReaperThread,
            HealthCheckQuery = connection.Setting("pg_pool_health_check_query") as string ?? usual.HealthCheckQuery,
        };
    }
}
