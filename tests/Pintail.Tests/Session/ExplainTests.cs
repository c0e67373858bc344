using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

public class ExplainTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Source = """
        CREATE TABLE item (id int PRIMARY KEY, name text, price numeric(10,2));
        INSERT INTO item SELECT i, 'item ' || i, i FROM generate_series(1, 100) i;
        """;

    [Fact]
    public async Task Explain_shows_the_sql_of_each_scan()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        var plan = harness.Rows("EXPLAIN SELECT name FROM pg.item WHERE id = 41 AND name <> 'x'")[0];
        Assert.StartsWith("physical_plan|┌", plan, StringComparison.Ordinal);
        Assert.Contains("Postgres Scan on pg.public.item\n  Filters: id = 41", plan, StringComparison.Ordinal);
        Assert.Contains(
            "SQL: SELECT \"id\", \"name\" FROM \"public\".\"item\" WHERE (\"id\" OPERATOR(pg_catalog.=) '41'::pg_catalog.int4",
            plan,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "SELECT pg_catalog.count(*) FROM \"public\".\"item\"",
            harness.Rows("EXPLAIN SELECT count(*) FROM pg.item")[0],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "FROM \"public\".\"item\" LIMIT 5\n",
            harness.Rows("EXPLAIN SELECT * FROM pg.item LIMIT 3 OFFSET 2")[0],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Postgres Scan", harness.Rows("EXPLAIN SELECT 1")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_in_another_format_stays_as_it_is_and_analyze_runs()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        Assert.EndsWith(
            "]",
            harness.Rows("EXPLAIN (FORMAT json) SELECT * FROM pg.item WHERE id = 1")[0],
            StringComparison.Ordinal
        );
        var analyzed = harness.Rows("EXPLAIN ANALYZE SELECT * FROM pg.item WHERE id = 1")[0];
        Assert.StartsWith("analyzed_plan|", analyzed, StringComparison.Ordinal);
        Assert.Contains("1 row", analyzed, StringComparison.Ordinal);
        Assert.Contains("Filters: id = 1", analyzed, StringComparison.Ordinal);
        // The transaction it began for itself is over.
        Assert.Equal(
            ["100"],
            harness.Rows("BEGIN; SELECT count(*) FROM pg.item; COMMIT; SELECT count(*) FROM pg.item")
        );
    }

    [Fact]
    public async Task Same_scan_twice_with_other_filters_reads_what_each_needs()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        var query =
            "SELECT (SELECT count(name) FROM pg.item WHERE id < 10), (SELECT count(name) FROM pg.item WHERE id > 95)";
        Assert.Equal(["9|5"], harness.Rows(query));
        var plan = harness.Rows($"EXPLAIN {query}")[0];
        Assert.Contains("Filters: id < 10", plan, StringComparison.Ordinal);
        Assert.Contains("Filters: id > 95", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE local AS SELECT * FROM pg.item WHERE id = 5")]
    [InlineData(
        "CREATE TABLE local (id int, name text, price DECIMAL(10,2)); INSERT INTO local SELECT * FROM pg.item WHERE id = 5"
    )]
    [InlineData(
        "CREATE TABLE local (id int, name text, price DECIMAL(10,2)); INSERT INTO local (id, name, price) (SELECT * FROM pg.item WHERE id = 5)"
    )]
    [InlineData(
        "CREATE TABLE local (id int PRIMARY KEY, name text, price DECIMAL(10,2)); INSERT INTO local SELECT * FROM pg.item WHERE id = 5 ON CONFLICT DO NOTHING"
    )]
    public async Task What_stores_rows_reads_only_those_it_stores(string sql)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run(sql);
        // What came over the connection, and not what DuckDB's own filter left.
        Assert.Equal(1, harness.Session.Progress.Rows);
        Assert.Equal(["5|item 5|5.00"], harness.Rows("FROM local"));
    }

    [Fact]
    public async Task Error_while_storing_leaves_nothing_and_the_session_goes_on()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run("CREATE TABLE local (id int PRIMARY KEY)");
        Assert.ThrowsAny<Exception>(() => harness.Run("INSERT INTO local SELECT id % 10 FROM pg.item"));
        Assert.Equal(["0"], harness.Rows("SELECT count(*) FROM local"));
        harness.Run("INSERT INTO local SELECT id FROM pg.item WHERE id <= 3");
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM local"));
        harness.Run("BEGIN");
        Assert.ThrowsAny<Exception>(() => harness.Run("INSERT INTO local SELECT id FROM pg.item"));
        harness.Run("ROLLBACK");
        Assert.Equal(["3"], harness.Rows("SELECT count(*) FROM local"));
    }
}
