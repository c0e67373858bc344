using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>A limit that Postgres gets beside a condition that lets more rows through than DuckDB's filter loses rows.</summary>
public class LimitTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    // Whatever holds for few rows holds for the last ones only, which a limit that is sent too early never reaches.
    private const string Sql = """
        CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE TABLE t (
            i int, caseless text COLLATE caseless, padded char(8), n numeric(10,2), d date, f float8, label text, tags int[]
        );
        INSERT INTO t
        SELECT
            i,
            CASE WHEN i >= 9990 THEN 'key' ELSE 'KEY' END,
            CASE WHEN i >= 9990 THEN 'b' ELSE 'a' END,
            i / 100.0,
            DATE '2020-01-01' + i,
            CASE WHEN i < 9990 THEN 'NaN'::float8 ELSE i END,
            CASE WHEN i >= 9990 THEN 'x_y' ELSE 'x-y' END,
            ARRAY[i]
        FROM generate_series(0, 9999) i;
        ANALYZE t;
        """;

    [Theory]
    [InlineData("i >= 0 AND i % 1000 = 999", 5)]
    [InlineData("i >= 0 AND length(label) = 3 AND label LIKE 'x\\_y' ESCAPE '\\'", 5)]
    [InlineData("caseless = 'key'", 5)]
    [InlineData("caseless IN ('key', 'other')", 5)]
    [InlineData("caseless BETWEEN 'kex' AND 'kez'", 5)]
    [InlineData("padded = 'b'", 5)]
    [InlineData("NOT (padded = 'a')", 5)]
    [InlineData("f < 'NaN'::DOUBLE", 5)]
    [InlineData("label ILIKE 'X\\_Y' ESCAPE '\\'", 5)]
    [InlineData("regexp_matches(label, '_')", 5)]
    [InlineData("i >= 0 AND (label = 'x_y' OR abs(i) = -1)", 5)]
    [InlineData("i >= 0 AND tags[1] >= 9990", 5)]
    [InlineData("i >= 0 AND CAST(n AS INTEGER) = 100", 5)]
    [InlineData("i >= 0 AND year(d) = 2047 AND d > DATE '2047-05-09'", 5)]
    [InlineData("i >= 0 AND i::VARCHAR LIKE '999%'", 5)]
    [InlineData("CASE WHEN i < 9990 THEN false ELSE i > 0 END", 5)]
    public async Task Rows_are_as_many_as_the_limit_asks(string condition, int limit)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Equal(
            [$"{limit}"],
            harness.Rows($"SELECT count(*) FROM (SELECT i FROM pg.t WHERE {condition} LIMIT {limit})")
        );
        Assert.Equal(
            [$"{limit}"],
            harness.Rows(
                $"SELECT count(*) FROM (SELECT i FROM (SELECT * FROM pg.t WHERE i >= 0) WHERE {condition} LIMIT {limit})"
            )
        );
        Assert.Equal(
            ["2"],
            harness.Rows($"SELECT count(*) FROM (SELECT i FROM pg.t WHERE {condition} LIMIT 2 OFFSET {limit})")
        );
    }

    [Fact]
    public async Task Limit_of_a_subquery_comes_before_the_filter_above_it()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Equal(["7"], harness.Rows("SELECT count(*) FROM (SELECT i FROM pg.t LIMIT 7) WHERE i >= 0"));
        Assert.Equal(
            ["3"],
            harness.Rows("SELECT count(*) FROM (SELECT i FROM pg.t WHERE i > 9000 ORDER BY i LIMIT 3) WHERE i < 9004")
        );
        Assert.Equal(
            ["1"],
            harness.Rows("SELECT count(*) FROM (SELECT DISTINCT padded FROM pg.t WHERE padded = 'b' LIMIT 5)")
        );
        Assert.Equal(
            ["5"],
            harness.Rows("SELECT count(*) FROM (FROM pg.t a JOIN pg.t b USING (i) WHERE b.padded = 'b' LIMIT 5)")
        );
    }
}
