using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>Backends that are ended while a session uses them, and while it does not.</summary>
public class LostSourceTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const int Rows = 300_000;

    private const string Sql = """
        CREATE TABLE t AS SELECT i, repeat('x', 100) AS x FROM generate_series(1, 300000) i;
        CREATE TABLE small AS SELECT 1 AS a;
        CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
        """;

    // The exporter is the one that waits within a transaction, and asks nothing.
    private const string Exporter = "query NOT LIKE 'COPY%' AND state LIKE 'idle in transaction%'";

    [Fact]
    public async Task Connections_that_died_between_two_statements_are_replaced_unnoticed()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        string[] statements =
        [
            "SELECT count(*), sum(i), min(x[1]) FROM pg.t",
            "SELECT count(*) FROM pg.t WHERE i > 0",
            "SELECT a FROM postgres_query('pg', 'SELECT 300000 AS a')",
            "SELECT count(*) - 2 FROM (SHOW ALL TABLES) WHERE database = 'pg'",
        ];
        foreach (var statement in statements)
        {
            var before = harness.Rows(statement);
            Assert.True(await harness.Source.EndBackendsAsync() > 0);
            Assert.Equal(before, harness.Rows(statement));
        }
        await harness.Source.EndBackendsAsync();
        harness.Run("BEGIN");
        await harness.Source.EndBackendsAsync();
        // Nothing was read yet: the transaction has no snapshot to lose.
        Assert.Equal(["300000"], harness.Rows("SELECT count(*) FROM pg.t"));
        harness.Run("COMMIT");
    }

    [Theory]
    [InlineData("true")]
    [InlineData(Exporter)]
    public async Task Transaction_whose_snapshot_is_lost_fails_until_it_ends(string which)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run("BEGIN");
        Assert.Equal(["1"], harness.Rows("FROM pg.small"));
        Assert.True(await harness.Source.EndBackendsAsync(which) > 0);
        await harness.Source.ExecuteAsync("UPDATE small SET a = 2");
        var error = Assert.Throws<PintailException>(() => harness.Rows("SELECT count(*) FROM pg.t"));
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.Contains("snapshot", error.Message, StringComparison.Ordinal);
        Assert.Contains("ROLLBACK", error.Hint, StringComparison.Ordinal);
        // Never the rows of another moment.
        Assert.ThrowsAny<Exception>(() => harness.Rows("FROM pg.small"));
        harness.Run("ROLLBACK");
        Assert.Equal(["2"], harness.Rows("FROM pg.small"));
    }

    [Fact]
    public async Task Exporter_lost_in_a_scan_that_others_finish_is_an_error()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        var read = 0;
        var error = Assert.Throws<PintailException>(() =>
        {
            foreach (var result in harness.Session.Execute("FROM pg.t"))
            {
                while (result.NextChunk() is { } chunk)
                {
                    using (chunk)
                        read += chunk.RowCount;
                    if (read < 10_000)
                        Assert.True(harness.Source.EndBackendsAsync(Exporter).Result <= 1);
                }
            }
        });
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.Equal([$"{Rows}"], harness.Rows("SELECT count(*) FROM pg.t"));
    }

    [Fact]
    public async Task Half_read_result_whose_connections_die_never_ends_as_if_it_were_whole()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        for (var round = 0; round < 3; round++)
        {
            var read = 0;
            var error = Record.Exception(() =>
            {
                foreach (var result in harness.Session.Execute("SELECT i, x FROM pg.t"))
                {
                    while (result.NextChunk() is { } chunk)
                    {
                        using (chunk)
                            read += chunk.RowCount;
                        if (read <= 2048)
                            harness.Source.EndBackendsAsync().Wait();
                    }
                }
            });
            Assert.True(error is PintailException { Kind: ErrorKind.SourceUnreachable }, $"{read} rows: {error}");
            Assert.Equal([$"{Rows}"], harness.Rows("SELECT count(x) FROM pg.t"));
        }
        await harness.Source.WaitUntilIdleAsync();
    }

    [Fact]
    public async Task Result_that_is_given_up_after_its_connections_died_does_no_harm()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        using (var result = harness.Session.Execute("FROM pg.t").First())
        {
            Assert.NotNull(result.NextChunk());
            await harness.Source.EndBackendsAsync();
        }
        Assert.Equal([$"{Rows}"], harness.Rows("SELECT count(*) FROM pg.t"));
        harness.Run("CREATE TABLE kept AS FROM pg.small");
        Assert.Equal(["1"], harness.Rows("FROM kept"));
    }

    [Fact]
    public async Task Table_that_is_stored_is_stored_whole_or_not_at_all()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        for (var round = 0; round < 3; round++)
        {
            var store = Task.Run(() =>
                Record.Exception(() => harness.Run("CREATE OR REPLACE TABLE copy AS FROM pg.t"))
            );
            while (!store.IsCompleted && await harness.Source.EndBackendsAsync("query LIKE 'COPY%'") == 0) { }
            var error = await store;
            Assert.True(error is null or PintailException { Kind: ErrorKind.SourceUnreachable }, $"{error}");
            var tables = harness.Rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'copy'");
            if (error is null || tables is ["1"])
                Assert.Equal([$"{Rows}"], harness.Rows("SELECT count(*) FROM copy"));
        }
    }
}
