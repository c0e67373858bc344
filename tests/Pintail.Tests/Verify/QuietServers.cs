using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Verify;

/// <summary>
/// Servers on which nothing happens but what a test does: a transaction of another test's would count as a later change,
/// or hold back the horizon of the snapshot.
/// </summary>
public sealed class QuietServers : IAsyncDisposable
{
    private readonly OwnServers _servers = new(
        new Dictionary<string, string>
        {
            ["autovacuum"] = "off",
            ["max_connections"] = "50",
            ["max_prepared_transactions"] = "5",
        }
    );

    internal async Task<MirrorHarness> CreateAsync(string sql, string server = "npm")
    {
        var database = await _servers.CreateDatabaseAsync(server);
        await database.ExecuteAsync(sql);
        return new MirrorHarness(database);
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}

[CollectionDefinition(nameof(QuietServers))]
public sealed class QuietServersCollection : ICollectionFixture<QuietServers>;
