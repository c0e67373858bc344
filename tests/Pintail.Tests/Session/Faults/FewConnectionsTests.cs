using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>A role, or a server, with fewer connections to give than a statement would like.</summary>
public class FewConnectionsTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Sql = "CREATE TABLE t AS SELECT i, repeat('x', 300) AS x FROM generate_series(1, 100000) i";

    private static readonly string Union = string.Join(
        " UNION ALL ",
        Enumerable.Repeat("SELECT i FROM pg.t WHERE i <= 20000", 30)
    );

    private static readonly string Join =
        "SELECT count(*) FROM pg.t t0 "
        + string.Concat(Enumerable.Range(1, 9).Select(i => $" JOIN pg.t t{i} ON t{i}.i = t0.i AND t{i}.i <= 1000"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Role_with_few_connections_reads_with_those_it_has(int limit)
    {
        using var harness = await HarnessAsync(limit);
        Assert.Equal(["100000"], harness.Rows("SELECT count(x) FROM pg.t"));
        Assert.Equal(["100000|100000"], harness.Rows("SELECT count(x), max(i) FROM pg.t"));
        Assert.Equal(["1000"], harness.Rows(Join));
        Assert.Equal(["600000"], harness.Rows($"SELECT count(*) FROM ({Union})"));
        Assert.Equal(600000, Count(harness, Union));
        // A prepared statement's scans are more than its relations.
        harness.Run($"PREPARE p AS {Union}");
        Assert.Equal(600000, Count(harness, "EXECUTE p"));
        // A query is planned on a connection of its own.
        if (limit > 1)
            Assert.Equal(["1"], harness.Rows("SELECT a FROM postgres_query('pg', 'SELECT 1 AS a')"));
        Assert.InRange(await harness.Source.CountBackendsAsync(), 1, limit);
        harness.Run("DETACH pg");
        await Eventually.Async(async () => await harness.Source.CountBackendsAsync() == 0);
    }

    [Fact]
    public async Task Many_scans_share_the_connections_that_are_set_and_leave_none_behind()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run("SET pg_connection_limit = 1");
        Assert.Equal(["1000"], harness.Rows(Join));
        Assert.Equal(600000, Count(harness, Union));
        await harness.Source.WaitUntilIdleAsync();
        // The exporter, and those that are kept.
        await Eventually.Async(async () => await harness.Source.CountBackendsAsync() <= 9);
        harness.Run("DETACH pg");
        await Eventually.Async(async () => await harness.Source.CountBackendsAsync() == 0);
    }

    [Fact]
    public async Task Server_that_shares_no_snapshot_is_read_through_one_connection()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            $"{Sql}; REVOKE EXECUTE ON FUNCTION pg_catalog.pg_export_snapshot() FROM PUBLIC"
        );
        var role = await harness.Source.CreateRoleAsync();
        await harness.Source.ExecuteAsync($"GRANT SELECT ON t TO {role}");
        harness.Run("DETACH pg");
        harness.Run(
            $"ATTACH '{harness.Source.Conninfo.Replace("postgres@", $"{role}@", StringComparison.Ordinal)}' AS pg (TYPE postgres)"
        );
        Assert.Equal(600000, Count(harness, Union));
        Assert.Equal(["1000"], harness.Rows(Join));
        Assert.Equal(1, await harness.Source.CountBackendsAsync());
    }

    [Fact]
    public async Task Sessions_side_by_side_on_a_server_that_is_nearly_full_all_get_through()
    {
        await using var server = await Pintail.Cli.Demo.ThrowawayPostgres.StartAsync(
            new()
            {
                BinFolder = PostgresFixture.BinFolder("npm"),
                Settings = new Dictionary<string, string> { ["max_connections"] = "12" },
            }
        );
        var source = new TestDatabase(server, "postgres");
        await source.ExecuteAsync($"{Sql}; CREATE ROLE reader LOGIN; GRANT SELECT ON t TO reader");
        using var harness = SessionHarness.Over(
            source,
            conninfo: source.Conninfo.Replace("postgres@", "reader@", StringComparison.Ordinal)
        );
        var sessions = Enumerable.Range(0, 3).Select(_ => harness.Connect()).ToList();
        await Task.WhenAll(
            sessions.Select(session =>
                Task.Run(() =>
                {
                    for (var i = 0; i < 5; i++)
                        Assert.Equal(["100000|0"], harness.Rows("SELECT count(x), min(i) - 1 FROM pg.t", session));
                })
            )
        );
    }

    private async Task<SessionHarness> HarnessAsync(int limit)
    {
        var source = await fixture.CreateDatabaseAsync();
        var role = await source.CreateRoleAsync();
        await source.ExecuteAsync($"{Sql}; ALTER ROLE {role} CONNECTION LIMIT {limit}; GRANT SELECT ON t TO {role}");
        return SessionHarness.Over(
            source,
            conninfo: source.Conninfo.Replace("postgres@", $"{role}@", StringComparison.Ordinal)
        );
    }

    // Row by row, as whoever reads slowly does.
    private static long Count(SessionHarness harness, string sql)
    {
        var count = 0L;
        foreach (var result in harness.Session.Execute(sql))
        {
            while (result.NextChunk() is { } chunk)
            {
                using (chunk)
                    count += chunk.RowCount;
            }
        }
        return count;
    }
}
