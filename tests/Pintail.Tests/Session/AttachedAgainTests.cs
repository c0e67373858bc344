using System.Collections.Concurrent;
using Pintail.Session.PushDown;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>Prepared statements over a database in whose place another is attached.</summary>
public sealed class AttachedAgainTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string First =
        "CREATE TABLE item (id int PRIMARY KEY, name text); INSERT INTO item VALUES (1, 'first')";
    private const string Second =
        "CREATE TABLE item (id int PRIMARY KEY, name text); INSERT INTO item VALUES (1, 'second')";

    [Theory]
    [InlineData("SELECT name FROM pg.item")]
    [InlineData("SELECT name FROM pg.item WHERE id = 1")]
    [InlineData("SELECT name FROM v")]
    [InlineData("SELECT name FROM query('FROM pg.item')")]
    [InlineData("SELECT name FROM postgres_query('pg', 'SELECT name FROM item')")]
    public async Task Prepared_statement_reads_the_new_one(string query)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        var other = await OtherAsync();
        harness.Run($"CREATE VIEW v AS FROM pg.item; PREPARE p AS {query}");
        Assert.Equal(["first"], harness.Rows("EXECUTE p"));

        harness.Run($"DETACH pg; ATTACH '{other.Conninfo}' AS PG (TYPE postgres)");

        Assert.Equal(["second"], harness.Rows("EXECUTE p"));
        Assert.Equal(["second"], harness.Rows("EXECUTE p"));
    }

    [Fact]
    public async Task One_over_the_server_s_own_relations_does_too()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First + "; CREATE TABLE more (i int)");
        var other = await OtherAsync();
        harness.Run(
            "PREPARE p AS SELECT count(*) FROM pg.pg_catalog.pg_class WHERE relkind = 'r' AND relname IN ('item', 'more')"
        );
        Assert.Equal(["2"], harness.Rows("EXECUTE p"));

        harness.Run($"ATTACH OR REPLACE '{other.Conninfo}' AS pg (TYPE postgres)");

        Assert.Equal(["1"], harness.Rows("EXECUTE p"));
    }

    [Fact]
    public async Task What_cannot_be_prepared_any_more_stays_for_when_it_can()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        var other = await OtherAsync();
        await other.ExecuteAsync("ALTER TABLE item RENAME TO other");
        harness.Run("PREPARE p AS SELECT name FROM pg.item");
        harness.Run($"ATTACH OR REPLACE '{other.Conninfo}' AS pg (TYPE postgres)");
        Assert.Contains("item", Assert.ThrowsAny<Exception>(() => harness.Run("EXECUTE p")).Message);

        await other.ExecuteAsync("ALTER TABLE other RENAME TO item");

        Assert.Equal(["second"], harness.Rows("EXECUTE p"));
    }

    [Fact]
    public async Task Within_a_transaction_it_is_told_what_to_do()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        var other = await OtherAsync();
        harness.Run(
            $"PREPARE p AS SELECT name FROM pg.item; ATTACH OR REPLACE '{other.Conninfo}' AS pg (TYPE postgres); BEGIN"
        );
        var error = Assert.Throws<PintailException>(() => harness.Run("EXECUTE p"));
        Assert.Contains("EXECUTE it once outside a transaction", error.Hint);
        harness.Run("ROLLBACK");
        Assert.Equal(["second"], harness.Rows("EXECUTE p"));
        Assert.Equal(["second"], harness.Rows("BEGIN; EXECUTE p"));
    }

    [Fact]
    public async Task Two_databases_have_to_be_there_again()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        var other = await OtherAsync();
        harness.Run(
            $"ATTACH '{other.Conninfo}' AS two (TYPE postgres); PREPARE p AS SELECT two.item.name FROM pg.item JOIN two.item USING (id)"
        );
        harness.Run($"DETACH pg; DETACH two; ATTACH '{other.Conninfo}' AS pg (TYPE postgres)");
        Assert.Contains("detached since", Assert.Throws<PintailException>(() => harness.Run("EXECUTE p")).Message);

        harness.Run($"ATTACH '{harness.Source.Conninfo}' AS two (TYPE postgres)");

        Assert.Equal(["first"], harness.Rows("EXECUTE p"));
    }

    [Fact]
    public async Task Another_search_path_could_make_it_another_statement()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        var other = await OtherAsync();
        harness.Run(
            "CREATE TABLE item AS SELECT 'local' AS name; USE pg; PREPARE p AS SELECT name FROM item; USE memory"
        );
        Assert.Equal(["first"], harness.Rows("EXECUTE p"));

        harness.Run($"ATTACH OR REPLACE '{other.Conninfo}' AS pg (TYPE postgres)");

        Assert.Contains("search path", Assert.Throws<PintailException>(() => harness.Run("EXECUTE p")).Message);
        Assert.Equal(["second"], harness.Rows("USE pg; EXECUTE p"));
    }

    [Fact]
    public async Task First_execute_over_the_new_one_is_a_lookup_already()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        var other = await OtherAsync();
        harness.Run("PREPARE p AS SELECT name FROM pg.item WHERE id = $1");
        harness.Run($"ATTACH OR REPLACE '{other.Conninfo}' AS pg (TYPE postgres)");
        var read = new ConcurrentQueue<PushedCondition>();
        harness.Session.ScanStarting = (_, condition) => read.Enqueue(condition);

        Assert.Equal(["second"], harness.Rows("EXECUTE p(1)"));

        Assert.NotNull(Assert.Single(read).WhereSql);
    }

    [Fact]
    public async Task Error_of_DuckDB_s_own_is_told_whatever_the_search_path()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        harness.Run("CREATE TABLE t (i int); PREPARE p AS FROM memory.main.t; USE pg; DROP TABLE memory.main.t");
        Assert.DoesNotContain("search path", Assert.ThrowsAny<Exception>(() => harness.Run("EXECUTE p")).Message);
    }

    [Fact]
    public async Task Name_that_is_another_relation_s_but_for_case_is_refused_as_ever()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, First);
        var other = await OtherAsync();
        await other.ExecuteAsync("CREATE TABLE \"Item\" (name text)");
        harness.Run("PREPARE p AS SELECT name FROM pg.item");

        harness.Run($"ATTACH OR REPLACE '{other.Conninfo}' AS pg (TYPE postgres)");

        Assert.Contains("by case only", Assert.Throws<PintailException>(() => harness.Run("EXECUTE p")).Message);
    }

    private async Task<TestDatabase> OtherAsync()
    {
        var other = await fixture.CreateDatabaseAsync();
        await other.ExecuteAsync(Second);
        return other;
    }
}
