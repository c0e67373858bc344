using Pintail.DuckDB;
using Pintail.Tests.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>Tables that change while a statement that was planned over them waits for its locks, and within transactions.</summary>
public class LateChangeTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Sql = """
        CREATE TABLE t (id int PRIMARY KEY, name text, gone int);
        INSERT INTO t VALUES (1, 'one', 10), (2, 'two', 20);
        CREATE TABLE u (id int); INSERT INTO u VALUES (1), (2);
        CREATE TYPE mood AS ENUM ('sad', 'glad');
        CREATE TABLE m (id int, feeling mood); INSERT INTO m VALUES (1, 'glad');
        """;

    /// <summary>A change, and what a statement that was planned before it gives; null: an error.</summary>
    public static TheoryData<string, string[]?> Changes =>
        new()
        {
            { "UPDATE t SET name = 'new' WHERE id = 1", ["1|new|10", "2|two|20"] },
            { "TRUNCATE t; INSERT INTO t VALUES (3, 'three', 30)", ["3|three|30"] },
            { "TRUNCATE t", [] },
            { "ALTER TABLE t ADD extra int DEFAULT 5", ["1|one|10|5", "2|two|20|5"] },
            { "ALTER TABLE t DROP gone", ["1|one", "2|two"] },
            { "ALTER TABLE t ALTER gone TYPE text USING 'g' || gone", ["1|one|g10", "2|two|g20"] },
            { "ALTER TABLE t RENAME name TO gone2; ALTER TABLE t RENAME gone TO name", ["1|one|10", "2|two|20"] },
            { "DROP TABLE t; CREATE TABLE t (id text); INSERT INTO t VALUES ('other')", ["other"] },
            { "ALTER TABLE t RENAME TO old; CREATE TABLE t (a int, b int); INSERT INTO t VALUES (7, 8)", ["7|8"] },
            { "ALTER TABLE t SET UNLOGGED", ["1|one|10", "2|two|20"] },
            { "DROP TABLE t", null },
            { "ALTER TABLE t RENAME TO other", null },
            { "ALTER SCHEMA public RENAME TO old; CREATE SCHEMA public", null },
            { "DROP SCHEMA public CASCADE", null },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_that_commits_while_a_statement_waits_for_its_lock_is_read_or_told(
        string change,
        string[]? expected
    )
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        Assert.Equal(2, harness.Rows("SELECT * FROM pg.t").Count);
        await using var other = await harness.Source.BeginAsync("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        var statement = Task.Run(() => harness.Rows("SELECT * FROM pg.t ORDER BY ALL"));
        await harness.Source.WaitForLockWaiterAsync("AccessShareLock");
        await other.RunAsync($"{change}; COMMIT");
        if (expected is not null)
            Assert.Equal(expected, await statement);
        else
            Assert.Contains("t", (await Assert.ThrowsAnyAsync<Exception>(() => statement)).Message);
        Assert.Equal(["1"], harness.Rows("SELECT 1"));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_between_begin_and_the_first_scan_is_read_as_it_is_or_told(
        string change,
        string[]? expected
    )
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run("BEGIN");
        await harness.Source.ExecuteAsync(change);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            // The transaction knows the relation as it was at its beginning, and reads no other by it.
            var error = Record.Exception(() => Assert.Equal(expected, harness.Rows("SELECT * FROM pg.t ORDER BY ALL")));
            Assert.True(error is null or PintailException or DuckDBException, $"{error}");
        }
        Record.Exception(() => harness.Run("ROLLBACK"));
        if (expected is not null)
            Assert.Equal(expected, harness.Rows("SELECT * FROM pg.t ORDER BY ALL"));
    }

    [Fact]
    public async Task Lists_do_not_wait_for_a_table_held_exclusively()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            Sql + "ALTER TABLE t ADD CONSTRAINT small CHECK (id < 100); ALTER TABLE u ADD CONSTRAINT few CHECK (id < 9)"
        );
        const string checks =
            "SELECT constraint_name, constraint_text, expression FROM duckdb_constraints() WHERE constraint_type = 'CHECK' ORDER BY 1";
        const string indexes = "SELECT index_name, sql IS NULL, expressions IS NULL FROM duckdb_indexes()";
        await using (await harness.Source.BeginAsync("LOCK TABLE t IN ACCESS EXCLUSIVE MODE"))
        {
            Assert.Equal(["few|CHECK ((id < 9))|(id < 9)", "small|∅|∅"], harness.Rows(checks));
            Assert.Equal(["t_pkey|True|True"], harness.Rows(indexes));
            Assert.Equal(
                ["t|1"],
                harness.Rows("SELECT table_name, check_constraint_count FROM duckdb_tables() WHERE table_name = 't'")
            );
        }
        Assert.Equal(["few|CHECK ((id < 9))|(id < 9)", "small|CHECK ((id < 100))|(id < 100)"], harness.Rows(checks));
        Assert.Equal(["t_pkey|False|False"], harness.Rows(indexes));
    }

    [Fact]
    public async Task What_another_session_learns_does_not_change_a_transaction()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        var other = harness.Connect();
        harness.Run("BEGIN");
        Assert.Equal(["1|glad"], harness.Rows("FROM pg.m"));
        // Labels are not locked by who reads the table.
        await harness.Source.ExecuteAsync("ALTER TYPE mood ADD VALUE 'so so' BEFORE 'glad'");
        await harness.Source.ExecuteAsync("UPDATE m SET feeling = 'so so'");
        Assert.Equal(["1|so so"], harness.Rows("FROM pg.m", other));
        var error = Record.Exception(() => Assert.Equal(["1|glad"], harness.Rows("FROM pg.m")));
        Assert.True(error is null or PintailException or DuckDBException, $"{error}");
        Record.Exception(() => harness.Run("ROLLBACK"));
        Assert.Equal(["1|so so"], harness.Rows("FROM pg.m"));
    }

    [Fact]
    public async Task Transaction_holds_what_it_may_read_and_lets_it_go()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run("BEGIN");
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM pg.u"));
        // It has not read t yet, but may.
        await Assert.ThrowsAnyAsync<Exception>(() =>
            harness.Source.ExecuteAsync("SET lock_timeout = '100ms'; TRUNCATE t")
        );
        await harness.Source.ExecuteAsync("DELETE FROM t");
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM pg.t"));
        harness.Run("COMMIT");
        await harness.Source.ExecuteAsync("SET lock_timeout = '5s'; TRUNCATE t");
    }

    [Fact]
    public async Task Lock_that_is_never_released_ends_in_an_error_that_names_the_holder()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        await using var other = await harness.Source.BeginAsync("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        var error = Assert.Throws<PintailException>(() => harness.Rows("SELECT count(*) FROM pg.t"));
        Assert.Equal(ErrorKind.SourceConflict, error.Kind);
        Assert.Contains("public.t", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{other.ProcessID}", error.Message, StringComparison.Ordinal);
        await other.RunAsync("ROLLBACK");
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM pg.t"));
    }

    [Fact]
    public async Task Scan_goes_on_though_somebody_waits_for_an_exclusive_lock_behind_it()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE wide AS SELECT i, repeat('x', 2000) AS x FROM generate_series(1, 40000) i; CREATE TABLE z AS SELECT 1 AS a"
        );
        harness.Run("BEGIN");
        Assert.Equal(["1"], harness.Rows("FROM pg.z"));
        await using var other = await harness.Source.OpenAsync();
        var waiter = Task.Run(() => other.RunAsync("TRUNCATE wide"));
        await harness.Source.WaitForLockWaiterAsync("AccessExclusiveLock");
        // Of the scan's two connections the second one comes after the waiter.
        Assert.Equal(["40000|80000000"], harness.Rows("SELECT count(*), sum(length(x)) FROM pg.wide"));
        harness.Run("COMMIT");
        await waiter;
        Assert.Equal(["0"], harness.Rows("SELECT count(*) FROM pg.wide"));
    }

    [Fact]
    public async Task Interrupt_ends_a_wait_for_a_lock_at_once()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        await using var other = await harness.Source.BeginAsync("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        var statement = Task.Run(() => harness.Rows("SELECT * FROM pg.t"));
        await harness.Source.WaitForLockWaiterAsync("AccessShareLock");
        harness.Session.Interrupt();
        await Assert.ThrowsAnyAsync<Exception>(() => statement.WaitAsync(TimeSpan.FromSeconds(5)));
        await other.RunAsync("ROLLBACK");
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM pg.t"));
    }
}
