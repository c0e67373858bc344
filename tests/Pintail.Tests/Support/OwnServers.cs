using Pintail.Cli.Demo;

namespace Pintail.Tests.Support;

/// <summary>Servers with settings of their own, one per version, started on first use and stopped with this object.</summary>
internal sealed class OwnServers(IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private readonly Dictionary<string, ThrowawayPostgres> _servers = [];

    /// <param name="server">One of <see cref="PostgresFixture.ServerNames"/>.</param>
    public async Task<TestDatabase> CreateDatabaseAsync(string server)
    {
        if (!_servers.TryGetValue(server, out var host))
        {
            var options = new ThrowawayPostgresOptions
            {
                BinFolder = PostgresFixture.BinFolder(server),
                Settings = settings,
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
