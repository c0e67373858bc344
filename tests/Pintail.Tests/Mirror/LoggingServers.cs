using Pintail.Cli.Demo;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Servers that log each statement with its session and transaction id, on which nothing happens but what the tests of one
/// class do, one after the other.
/// </summary>
public sealed class LoggingServers : IAsyncDisposable
{
    private readonly Dictionary<string, ThrowawayPostgres> _servers = [];

    internal async Task<TestDatabase> CreateDatabaseAsync(string server)
    {
        if (!_servers.TryGetValue(server, out var host))
        {
            var options = new ThrowawayPostgresOptions
            {
                BinFolder = PostgresFixture.BinFolder(server),
                Settings = new Dictionary<string, string>
                {
                    ["log_statement"] = "all",
                    ["log_line_prefix"] = "@%a|%c|%x|",
                    ["autovacuum"] = "off",
                    ["max_connections"] = "30",
                },
            };
            _servers[server] = host = await ThrowawayPostgres.StartAsync(options);
        }
        var name = $"test_{Guid.NewGuid():N}";
        await new TestDatabase(host, "postgres").ExecuteAsync($"CREATE DATABASE {name}");
        return new TestDatabase(host, name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
    }
}
