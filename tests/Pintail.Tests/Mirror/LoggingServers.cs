using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Servers that log each statement with its session and transaction id, on which nothing happens but what the tests of one
/// class do, one after the other.
/// </summary>
public sealed class LoggingServers : IAsyncDisposable
{
    private readonly OwnServers _servers = new(
        new Dictionary<string, string>
        {
            ["log_statement"] = "all",
            ["log_line_prefix"] = "@%a|%c|%x|",
            ["autovacuum"] = "off",
            ["max_connections"] = "30",
        }
    );

    internal Task<TestDatabase> CreateDatabaseAsync(string server) => _servers.CreateDatabaseAsync(server);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}
