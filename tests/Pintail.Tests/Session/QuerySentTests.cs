using System.Collections.Concurrent;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>The setting pg_debug_show_queries.</summary>
public class QuerySentTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Queries_are_told_while_the_setting_is_on()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE item AS SELECT i AS id FROM generate_series(1, 10) AS i"
        );
        var told = new ConcurrentQueue<string>();
        harness.Session.QuerySent = told.Enqueue;
        harness.Run("FROM pg.item");
        Assert.Empty(told);

        harness.Run("SET pg_debug_show_queries = true; FROM pg.item WHERE id > 7");
        var copy = Assert.Single(told);
        Assert.StartsWith("COPY (SELECT", copy, StringComparison.Ordinal);
        Assert.Contains("item", copy);
        Assert.Contains("7", copy);

        told.Clear();
        Assert.Equal(["3"], harness.Rows("FROM postgres_query('pg', 'SELECT 1 + 2 AS x')"));
        Assert.Equal(["SELECT 1 + 2 AS x"], told);

        told.Clear();
        harness.Run("SET pg_debug_show_queries = false; SELECT count(*) FROM pg.item");
        Assert.Empty(told);
    }
}
