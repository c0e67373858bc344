using Npgsql;
using Pintail.Cli.Demo;
using Pintail.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Pintail.Tests.Support;

/// <summary>
/// The servers all tests share, started on first use and stopped with the test run: PostgreSQL 18 from npm always,
/// Debian's when there. PINTAIL_TEST_POSTGRES_BIN (folders, colon-separated) adds other majors. Tests that need a server
/// of their own start a <see cref="ThrowawayPostgres"/>; tests that share one make a database of their own.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Dictionary<string, Lazy<Task<ThrowawayPostgres>>> _servers = [];

    public PostgresFixture()
    {
        foreach (var (name, bin) in Installed())
        {
            var options = new ThrowawayPostgresOptions
            {
                BinFolder = bin,
                Settings = new Dictionary<string, string>
                {
                    ["wal_level"] = "logical",
                    // With hundreds of databases it would start several processes a second.
                    ["autovacuum"] = "off",
                    ["max_connections"] = "200",
                    ["max_prepared_transactions"] = "10",
                    ["max_locks_per_transaction"] = "256",
                },
            };
            _servers[name] = new(() => ThrowawayPostgres.StartAsync(options));
        }
    }

    /// <summary>Names of the servers there are, for theories: "npm" (18), "debian" and extra ones.</summary>
    public static IEnumerable<string> ServerNames => Installed().Select(server => server.Name);

    public static TheoryData<string> Servers => [.. ServerNames];

    internal Task<ThrowawayPostgres> ServerAsync(string name = "npm") => _servers[name].Value;

    /// <summary>A new empty database on the named server, dropped with the server.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(string server = "npm", string options = "")
    {
        var host = await ServerAsync(server);
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(TestDatabase.ConnectionString(host, "postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} {options}", connection);
        await command.ExecuteNonQueryAsync();
        return new TestDatabase(host, name);
    }

    /// <summary>Where a named server's programs are, for a test that starts one of its own.</summary>
    internal static string BinFolder(string server) => Installed().Single(one => one.Name == server).Bin;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.IsValueCreated))
            await (await server.Value).DisposeAsync();
    }

    private static IEnumerable<(string Name, string Bin)> Installed()
    {
        yield return (
            "npm",
            PostgresBinaries.FromNpm()
                ?? throw new InvalidOperationException("Run 'npm ci' in native/: the tests need its PostgreSQL.")
        );
        foreach (var bin in PostgresBinaries.FromDebian().Take(1))
            yield return ("debian", bin);
        var extra = Environment.GetEnvironmentVariable("PINTAIL_TEST_POSTGRES_BIN") ?? "";
        foreach (var bin in extra.Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return (bin, bin);
    }
}
