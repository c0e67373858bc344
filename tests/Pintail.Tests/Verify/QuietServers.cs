using Pintail.Cli.Demo;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Verify;

/// <summary>
/// Servers on which nothing happens but what a test does: a transaction of another test's would count as a later change,
/// or hold back the horizon of the snapshot.
/// </summary>
public sealed class QuietServers : IAsyncDisposable
{
    private readonly Dictionary<string, ThrowawayPostgres> _servers = [];

    internal async Task<MirrorHarness> CreateAsync(string sql, string server = "npm")
    {
        if (!_servers.TryGetValue(server, out var host))
        {
            var options = new ThrowawayPostgresOptions
            {
                BinFolder = PostgresFixture.BinFolder(server),
                Settings = new Dictionary<string, string>
                {
                    ["autovacuum"] = "off",
                    ["max_connections"] = "50",
                    ["max_prepared_transactions"] = "5",
                },
            };
            _servers[server] = host = await ThrowawayPostgres.StartAsync(options);
        }
        var name = $"test_{Guid.NewGuid():N}";
        await new TestDatabase(host, "postgres").ExecuteAsync($"CREATE DATABASE {name}");
        var database = new TestDatabase(host, name);
        await database.ExecuteAsync(sql);
        return new MirrorHarness(database);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
    }
}

[CollectionDefinition(nameof(QuietServers))]
public sealed class QuietServersCollection : ICollectionFixture<QuietServers>;
