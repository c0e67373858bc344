using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>postgres_execute where it matters how often and when; the rest is in Sql/session/query.test.</summary>
public class PostgresExecuteTests(PostgresFixture fixture)
{
    private const string Tables = "CREATE TABLE log (a int); CREATE TABLE t AS SELECT 1 AS a";

    private static Task<string?> Logged(SessionHarness harness) =>
        harness.Source.ScalarAsync("SELECT count(*) FROM log");

    [Fact]
    public async Task Command_runs_once_however_often_its_statement_is_planned()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        harness.Run("EXPLAIN FROM postgres_execute('pg', 'INSERT INTO log VALUES (1)')");
        harness.Run("PREPARE p AS FROM postgres_execute('pg', 'INSERT INTO log VALUES (1)')");
        Assert.Equal("0", await Logged(harness));
        harness.Run("EXECUTE p");
        Assert.Equal("1", await Logged(harness));
    }

    [Fact]
    public async Task Command_is_not_run_again_when_its_statement_met_another_definition()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        harness.Run("SET threads = 1; FROM pg.t");
        await harness.Source.ExecuteAsync("ALTER TABLE t ADD b int");
        // The command runs, then the table is found changed.
        var error = Record.Exception(() =>
            harness.Rows(
                """
                CREATE TABLE done AS
                FROM postgres_execute('pg', 'INSERT INTO log VALUES (1)') UNION ALL SELECT a > 0 FROM pg.t
                """
            )
        );
        Assert.Equal("1", await Logged(harness));
        Assert.IsType<PintailException>(error);
        Assert.Equal(["1|∅"], harness.Rows("FROM pg.t"));
    }

    [Fact]
    public async Task Several_statements_are_done_together_or_not_at_all()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        var error = Assert.Throws<PintailException>(() =>
            harness.Rows("CALL postgres_execute('pg', 'INSERT INTO log VALUES (1); INSERT INTO nothing VALUES (2)')")
        );
        Assert.Contains("relation \"nothing\" does not exist", error.Message);
        Assert.Equal("0", await Logged(harness));
    }

    [Theory]
    [InlineData("INSERT INTO log VALUES (7); INSERT INTO log VALUES (7)", "Key (a)=(7) already exists.")]
    [InlineData("SELECT 'Infinity'::numeric(4,3)", "A field with precision 4, scale 3 cannot hold an infinite value.")]
    public async Task Error_of_ones_own_SQL_comes_with_the_servers_detail(string sql, string detail)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables + "; CREATE UNIQUE INDEX ON log (a)");
        var error = Assert.Throws<PintailException>(() =>
            harness.Rows($"CALL postgres_execute('pg', '{sql.Replace("'", "''", StringComparison.Ordinal)}')")
        );
        Assert.EndsWith(detail, error.Message);
    }

    [Fact]
    public async Task What_was_changed_is_known_to_the_next_statement()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        harness.Run("CALL postgres_execute('pg', 'CREATE TABLE made AS SELECT 5 AS a; DROP TABLE t')");
        Assert.Equal(["log", "made"], harness.Rows("SELECT name FROM (SHOW ALL TABLES) ORDER BY name"));
        Assert.Equal(["5"], harness.Rows("FROM pg.made"));
    }

    [Fact]
    public async Task Interrupt_ends_the_command_at_the_source()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Tables);
        var running = Task.Run(() =>
            harness.Rows("CALL postgres_execute('pg', 'INSERT INTO log VALUES (1); SELECT pg_sleep(60)')")
        );
        await Eventually.Async(async () => await harness.Source.ScalarAsync(Sleeping) == "1");
        harness.Session.Interrupt();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await Eventually.Async(async () => await harness.Source.ScalarAsync(Sleeping) == "0");
        Assert.Equal("0", await Logged(harness));
    }

    private const string Sleeping = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND wait_event = 'PgSleep'
        """;
}
