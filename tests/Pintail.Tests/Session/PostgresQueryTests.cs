using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>postgres_query where time plays a part, or memory; what it gives is in Sql/session/query.test.</summary>
public class PostgresQueryTests(PostgresFixture fixture)
{
    private const string Table = "CREATE TABLE t AS SELECT i FROM generate_series(1, 100) i";

    private const string Count = "SELECT n FROM postgres_query('pg', 'SELECT count(*) AS n FROM t')";

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Queries_and_tables_of_a_statement_read_one_snapshot(string server)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table, server);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await harness.Source.ExecuteAsync("INSERT INTO t VALUES (1)");
        });
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(
                ["true"],
                harness
                    .Rows($"SELECT a.n = b.n AND a.n = (SELECT count(*) FROM pg.t) FROM ({Count}) a, ({Count}) b")
                    .Select(row => row.ToLowerInvariant())
            );
        }
        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Transaction_reads_one_snapshot_also_by_queries()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        harness.Run("BEGIN");
        Assert.Equal(["100"], harness.Rows(Count));
        await harness.Source.ExecuteAsync("INSERT INTO t VALUES (1)");
        Assert.Equal(["100"], harness.Rows(Count));
        Assert.Equal(["100"], harness.Rows("SELECT count(*) FROM pg.t"));
        harness.Run("COMMIT");
        Assert.Equal(["101"], harness.Rows(Count));
    }

    [Fact]
    public async Task Many_queries_run_in_one_statement_with_one_connection_for_scans()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        var queries = string.Join(" UNION ALL ", Enumerable.Repeat(Count, 8).Append("SELECT i FROM pg.t"));
        Assert.Equal(["5850"], harness.Rows($"SELECT sum(n) FROM ({queries})"));
    }

    [Fact]
    public async Task Table_dropped_after_planning_is_the_servers_error()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        harness.Run("PREPARE p AS SELECT * FROM postgres_query('pg', 'SELECT * FROM t')");
        await harness.Source.ExecuteAsync("DROP TABLE t");
        var error = Assert.Throws<PintailException>(() => harness.Rows("EXECUTE p"));
        Assert.Equal(ErrorKind.SourceMissing, error.Kind);
        Assert.Contains("relation \"t\" does not exist", error.Message);
        Assert.Contains("at character 15", error.Message);
    }

    [Fact]
    public async Task Columns_changed_after_planning_are_planned_again()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        harness.Run("PREPARE p AS SELECT * FROM postgres_query('pg', 'SELECT * FROM t')");
        await harness.Source.ExecuteAsync("ALTER TABLE t ALTER i TYPE float4");
        var result = Assert.Single(harness.Session.Execute("EXECUTE p"));
        Assert.Equal("FLOAT", result.Columns[0].Type);
        Assert.Equal(
            5050,
            harness
                .Rows("EXECUTE p")
                .Sum(row => int.Parse(row.Split('|')[0], System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public async Task New_label_of_an_enum_is_seen_by_the_next_query()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, "CREATE TYPE mood AS ENUM ('ok')");
        Assert.Equal(["ok"], harness.Rows("FROM postgres_query('pg', 'SELECT ''ok''::mood')"));
        await harness.Source.ExecuteAsync("ALTER TYPE mood ADD VALUE 'happy'");
        Assert.Equal(["happy"], harness.Rows("FROM postgres_query('pg', 'SELECT ''happy''::mood')"));
    }

    [Fact]
    public async Task Large_result_is_streamed()
    {
        const string Large =
            "FROM postgres_query('pg', 'SELECT i::int8, repeat(''x'', 100) AS x FROM generate_series(1, 1000000) i')";
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        Assert.Equal(
            ["1000000|500000500000|100000000"],
            harness.Rows($"SELECT count(*), sum(i), sum(length(x)) {Large}")
        );
        foreach (var result in harness.Session.Execute(Large))
        {
            result.NextChunk()!.Dispose();
            // Of 120 MB the server has most still to send, and waits for us to read.
            await Eventually.Async(async () => await harness.Source.ScalarAsync(Sending) == "1");
        }
    }

    [Fact]
    public async Task Interrupt_ends_the_query_at_the_source()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        var running = Task.Run(() => harness.Rows("FROM postgres_query('pg', 'SELECT pg_sleep(60)::text')"));
        await Eventually.Async(async () => await harness.Source.ScalarAsync(Sleeping) == "1");
        harness.Session.Interrupt();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await Eventually.Async(async () => await harness.Source.ScalarAsync(Sleeping) == "0");
        Assert.Equal(["100"], harness.Rows(Count));
    }

    [Fact]
    public async Task Planning_that_waits_for_a_lock_can_be_interrupted()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        harness.Run(Count);
        await using var other = await harness.Source.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("LOCK t", other, transaction))
            await command.ExecuteNonQueryAsync();
        var running = Task.Run(() => harness.Rows(Count));
        await Eventually.Async(async () =>
            await harness.Source.ScalarAsync("SELECT count(*) FROM pg_locks WHERE NOT granted") == "1"
        );
        harness.Session.Interrupt();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await transaction.RollbackAsync();
        Assert.Equal(["100"], harness.Rows(Count));
    }

    [Fact]
    public async Task Result_left_unread_does_not_hold_the_next_statement()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        foreach (
            var result in harness.Session.Execute(
                "FROM postgres_query('pg', 'SELECT i, repeat(''x'', 1000) AS x FROM generate_series(1, 1000000) i')"
            )
        )
            result.NextChunk()?.Dispose();
        Assert.Equal(["100"], harness.Rows(Count));
    }

    [Fact]
    public async Task Names_are_looked_for_in_the_roles_own_search_path_and_tables_are_read_as_before()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            Table + "; CREATE SCHEMA mine; CREATE TABLE mine.t AS SELECT 7 AS i"
        );
        harness.Run($"ATTACH '{harness.Source.Conninfo}?options=-csearch_path%3Dmine' AS other (TYPE postgres)");
        harness.Run("BEGIN");
        Assert.Equal(["7"], harness.Rows("FROM postgres_query('other', 'SELECT * FROM t')"));
        Assert.Equal(["5050"], harness.Rows("SELECT sum(i) FROM other.public.t"));
        Assert.Equal(["7"], harness.Rows("FROM postgres_query('other', 'SELECT * FROM t')"));
        harness.Run("COMMIT");
    }

    [Fact]
    public async Task Query_is_read_by_the_one_connection_where_no_snapshot_is_shared()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            Table + "; CREATE SCHEMA mine; CREATE TABLE mine.t AS SELECT 7 AS i, 'a'::tsvector AS x"
        );
        var role = await harness.Source.CreateRoleAsync();
        await harness.Source.ExecuteAsync(
            $"REVOKE EXECUTE ON FUNCTION pg_export_snapshot() FROM PUBLIC; GRANT USAGE ON SCHEMA mine TO {role}; GRANT SELECT ON t, mine.t TO {role}"
        );
        var conninfo = harness.Source.Conninfo.Replace("postgres@", $"{role}@", StringComparison.Ordinal);
        harness.Run($"ATTACH '{conninfo}?options=-csearch_path%3Dmine' AS other (TYPE postgres)");
        harness.Run("BEGIN");
        Assert.Equal(["7|'a'"], harness.Rows("FROM postgres_query('other', 'SELECT * FROM t -- mine')"));
        Assert.Equal(["5050"], harness.Rows("SELECT sum(i) FROM other.public.t"));
        Assert.Equal(["7"], harness.Rows("SELECT i FROM postgres_query('other', 'SELECT * FROM t')"));
        harness.Run("COMMIT");
        Assert.Contains(
            "takes no params",
            Assert
                .Throws<PintailException>(() =>
                    harness.Rows("FROM postgres_query('other', 'SELECT $1::int', params := row(1))")
                )
                .Message
        );
    }

    [Fact]
    public async Task Locks_that_a_query_took_end_with_its_statement()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        harness.Run("FROM postgres_query('pg', 'SELECT pg_advisory_lock(1)::text')");
        Assert.Equal(
            "0",
            await harness.Source.ScalarAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        );
    }

    [Fact]
    public async Task Failed_query_holds_nothing_at_the_source()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Table);
        harness.Run(Count);
        var error = Assert.Throws<PintailException>(() =>
            harness.Rows("FROM postgres_query('pg', 'SELECT 1 / (i - 50) FROM t')")
        );
        Assert.Contains("division by zero", error.Message);
        Assert.Equal(["100"], harness.Rows(Count));
        Assert.Equal(
            "0",
            await harness.Source.ScalarAsync(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
            )
        );
    }

    private const string Sending = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'ClientWrite'
        """;

    private const string Sleeping = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep%'
        """;
}
