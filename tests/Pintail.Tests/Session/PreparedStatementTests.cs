using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Session.PushDown;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>The values of an EXECUTE restrict what is read, and give what DuckDB gives for them.</summary>
public class PreparedStatementTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE TABLE item (id int PRIMARY KEY, small smallint, name text, price numeric(6, 2), day date, weight real);
        INSERT INTO item
        SELECT i, i % 7, (i % 20)::text, i / 4.0, DATE '2020-01-01' + i, i / 10.0::real FROM generate_series(1, 100) AS i;
        INSERT INTO item VALUES (101, NULL, NULL, NULL, NULL, NULL);
        """;

    [Fact]
    public async Task Execute_is_a_lookup_by_its_value()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        var read = new ConcurrentQueue<PushedCondition>();
        harness.Session.ScanStarting = (_, condition) => read.Enqueue(condition);
        harness.Run("PREPARE one AS SELECT name FROM pg.item WHERE id = $1");

        Assert.Equal(["5"], harness.Rows("EXECUTE one(5)"));
        Assert.Equal(["7"], harness.Rows("EXECUTE one(7)"));

        Assert.Equal(2, read.Count);
        Assert.All(read, condition => Assert.NotNull(condition.WhereSql));
        harness.Run("DEALLOCATE one");
        Assert.ThrowsAny<Exception>(() => harness.Rows("EXECUTE one(5)"));
        Assert.Equal(2, read.Count);
    }

    [Theory]
    [InlineData("FROM pg.item WHERE id = ?")]
    [InlineData("SELECT i.* FROM pg.item i JOIN pg.item j USING (id) WHERE i.id = ?")]
    [InlineData("SELECT *, 1 + ? FROM pg.item WHERE id = 5")]
    public async Task Statement_whose_table_was_away_for_a_while_is_found_again(string query)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run($"PREPARE p AS {query}");
        Assert.Single(harness.Rows("EXECUTE p(5)"));
        await harness.Source.ExecuteAsync("ALTER TABLE item RENAME TO gone");
        for (var i = 0; i < 2; i++)
            Assert.ThrowsAny<Exception>(() => harness.Rows("EXECUTE p(5)"));
        await harness.Source.ExecuteAsync("ALTER TABLE gone RENAME TO item");
        Assert.Single(harness.Rows("EXECUTE p(5)"));
        Assert.Single(harness.Rows("EXECUTE p(5)"));
    }

    [Theory]
    [InlineData("id = $1", "5", "'05'", "5.0", "NULL", "101", "-1", "3000000000")]
    [InlineData("small = $1", "5", "'5'", "100000", "5.5", "NULL")]
    [InlineData("small IS DISTINCT FROM $1", "5", "NULL", "100000")]
    [InlineData("name = $1", "'5'", "'05'", "5", "5.0", "NULL", "true")]
    [InlineData("name < $1", "'5'", "5")]
    [InlineData("price = $1", "1.25", "1.250", "'1.25'", "'1.254'", "1.25::DOUBLE", "1", "NULL")]
    [InlineData("day = $1", "'2020-1-5'", "DATE '2020-01-05'", "TIMESTAMP '2020-01-05 00:00:00'", "NULL")]
    [InlineData("weight = $1", "0.1", "0.1::DOUBLE", "0.1::REAL", "'0.1'")]
    [InlineData("weight <= $1 AND id > $1", "5", "5.5", "'7'")]
    public async Task Execute_gives_what_DuckDB_gives(string condition, params string[] values)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run("CREATE TABLE own AS FROM pg.item");
        harness.Run($"PREPARE attached AS SELECT id FROM pg.item WHERE {condition} ORDER BY id");
        harness.Run($"PREPARE copied AS SELECT id FROM own WHERE {condition} ORDER BY id");

        foreach (var value in values)
            Assert.Equal(Outcome(harness, $"EXECUTE copied({value})"), Outcome(harness, $"EXECUTE attached({value})"));
    }

    [Theory]
    [InlineData("SELECT id, name FROM # WHERE id = $1", "5")]
    [InlineData("SELECT count(*) FILTER (WHERE id > 3), id + 1 FROM # WHERE id = $1 GROUP BY id", "5")]
    [InlineData("SELECT count(*) FILTER (WHERE id > $1) FROM # WHERE small = $2", "5, 6")]
    [InlineData("SELECT count(*) FILTER (WHERE id > 3), $1 + 1 FROM # WHERE small = $1", "5")]
    [InlineData("SELECT id AS where, $1 + 1 FROM # WHERE id = $1", "5")]
    [InlineData("SELECT id FROM # WHERE id > ? ORDER BY id LIMIT ?", "5, 2")]
    public async Task Execute_has_the_columns_and_rows_that_DuckDB_gives(string query, string values)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run("CREATE TABLE own AS FROM pg.item");
        harness.Run($"PREPARE attached AS {query.Replace("#", "pg.item", StringComparison.Ordinal)}");
        harness.Run($"PREPARE copied AS {query.Replace("#", "own", StringComparison.Ordinal)}");

        Assert.Equal(Names(harness, $"EXECUTE copied({values})"), Names(harness, $"EXECUTE attached({values})"));
        Assert.Equal(Outcome(harness, $"EXECUTE copied({values})"), Outcome(harness, $"EXECUTE attached({values})"));
    }

    private static string Names(SessionHarness harness, string sql)
    {
        using var result = harness.Session.Execute(sql).First();
        return string.Join(' ', result.Columns.Select(column => column.Name));
    }

    // Of an error the first line: below it stands the statement's text.
    private static string Outcome(SessionHarness harness, string sql)
    {
        try
        {
            return string.Join(' ', harness.Rows(sql));
        }
        catch (DuckDBException e)
        {
            return e.Message.Split('\n')[0];
        }
    }
}
