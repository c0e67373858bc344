using Pintail.DuckDB;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>postgres_attach beyond what Sql/session/query.test shows.</summary>
public class PostgresAttachTests(PostgresFixture fixture)
{
    private const string Tables = "CREATE TABLE a AS SELECT 1 AS x; CREATE TABLE b AS SELECT 2 AS x";

    [Fact]
    public async Task Views_are_made_for_tables_only_and_keep_what_is_there()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables + "; CREATE VIEW v AS SELECT 3 AS x");
        harness.Run("CREATE VIEW a AS SELECT 'mine' AS x");
        harness.Run($"CALL postgres_attach('{harness.Source.Conninfo}')");
        Assert.Equal(["mine"], harness.Rows("FROM a"));
        Assert.Equal(["2"], harness.Rows("FROM b"));
        Assert.Throws<DuckDBException>(() => harness.Rows("FROM v"));
        harness.Run($"CALL postgres_attach('{harness.Source.Conninfo}', overwrite := true)");
        Assert.Equal(["1"], harness.Rows("FROM a"));
    }

    [Fact]
    public async Task Views_are_made_all_or_none()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        harness.Run("CREATE TABLE b (x int)");
        Assert.ThrowsAny<Exception>(() =>
            harness.Rows($"CALL postgres_attach('{harness.Source.Conninfo}', overwrite := true)")
        );
        Assert.Throws<DuckDBException>(() => harness.Rows("FROM a"));
    }

    [Fact]
    public async Task Views_made_in_a_transaction_go_with_it()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        harness.Run("BEGIN");
        harness.Run($"CALL postgres_attach('{harness.Source.Conninfo}')");
        Assert.Equal(["1"], harness.Rows("FROM a"));
        harness.Run("ROLLBACK");
        Assert.Throws<DuckDBException>(() => harness.Rows("FROM a"));
    }

    [Theory]
    [InlineData("CALL postgres_attach('host=h password=hunter2' || nosuch)", "nosuch")]
    [InlineData("CALL postgres_attach(getvariable('conninfo'), sink_schema := 'nosuch')", "nosuch")]
    public async Task Error_does_not_quote_the_connection_string(string sql, string expected)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        harness.Run($"SET VARIABLE conninfo = '{harness.Source.Conninfo}?password=hunter2'");
        var error = Assert.ThrowsAny<Exception>(() => harness.Rows(sql));
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
        Assert.Equal(["1"], harness.Rows("BEGIN; SELECT 1"));
    }

    [Fact]
    public async Task Views_are_not_made_within_an_attached_database()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        harness.Run("USE pg");
        Assert.Contains(
            "attached database pg",
            Assert
                .Throws<PintailException>(() => harness.Rows($"CALL postgres_attach('{harness.Source.Conninfo}')"))
                .Message
        );
    }
}
