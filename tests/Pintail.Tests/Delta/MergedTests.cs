using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

public class MergedTests(PostgresFixture fixture)
{
    private const string Table =
        "CREATE TABLE t (id int PRIMARY KEY, u int NOT NULL UNIQUE, v text); INSERT INTO t SELECT i, i, 'v' || i FROM generate_series(1, 500) i;";

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Changes_of_all_kinds_are_merged_and_counted(string server)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, server: server);
        await mirror.Source.ExecuteAsync(
            "UPDATE t SET v = 'changed' WHERE id BETWEEN 10 AND 19; DELETE FROM t WHERE id BETWEEN 30 AND 34; INSERT INTO t VALUES (900, 900, 'new')"
        );

        var table = await mirror.RefreshAsync(ChangeKind.Merged);

        Assert.Equal((11, 496), (table.Rows, table.TargetRows));
        Assert.Equal((1L, 10L, 5L), (table.Change!.Inserted, table.Change.Updated, table.Change.Deleted));
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Theory]
    [InlineData("UPDATE t SET id = id + 1000 WHERE id < 20")]
    [InlineData("DELETE FROM t WHERE id % 7 = 0")]
    [InlineData("UPDATE t SET v = NULL WHERE id = 3; UPDATE t SET v = 'again' WHERE id = 3")]
    [InlineData("DELETE FROM t WHERE id = 5; INSERT INTO t VALUES (5, 5, 'back')")]
    [InlineData("INSERT INTO t VALUES (901, 901, 'x'); DELETE FROM t WHERE id = 901")]
    [InlineData("UPDATE t SET v = 'hot' WHERE id = 9; VACUUM FREEZE t")]
    [InlineData("UPDATE t SET u = 1001 - u WHERE u BETWEEN 490 AND 500")]
    [InlineData("DELETE FROM t WHERE id = 1; UPDATE t SET u = 1 WHERE id = 2")]
    public async Task Change_arrives_with_and_without_keys_in_the_target(string change)
    {
        foreach (var keys in new[] { false, true })
        {
            using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, spec => spec with { Keys = keys });
            // Each in a transaction of its own: VACUUM wants none.
            foreach (var statement in change.Split("; "))
                await mirror.Source.ExecuteAsync(statement);
            var table = await mirror.RefreshAsync();
            Assert.NotEqual(ChangeKind.Replaced, table.Change!.Kind);
            Assert.Equal(
                keys ? "2" : "0",
                mirror.Scalar(
                    "SELECT count(*) FROM duckdb_constraints() WHERE table_name = 't' AND constraint_type = 'PRIMARY KEY'"
                )
                    is "1"
                    ? (
                        1 + int.Parse(mirror.Scalar("SELECT count(*) FROM duckdb_indexes() WHERE table_name = 't'"))
                    ).ToString()
                    : "0"
            );
        }
    }

    [Fact]
    public async Task Unique_key_that_cannot_be_null_serves_where_there_is_no_primary_key()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE t (a int NOT NULL, b text NOT NULL, v int, UNIQUE (a, b)); INSERT INTO t SELECT i % 10, 'b' || i, i FROM generate_series(1, 300) i;"
                + "CREATE TABLE u (a int UNIQUE, v int); INSERT INTO u SELECT i, i FROM generate_series(1, 300) i"
        );
        await mirror.Source.ExecuteAsync("UPDATE t SET v = -v WHERE v < 20; UPDATE u SET v = -v WHERE v < 20");
        var result = await mirror.SucceedAsync();
        Assert.Equal(ChangeKind.Merged, result.Tables.Single(table => table.Table == "t").Change!.Kind);
        Assert.Contains("no key", result.Tables.Single(table => table.Table == "u").Reason);
        await mirror.AssertSameAsync("t");
        await mirror.AssertSameAsync("u");
    }

    [Fact]
    public async Task Rows_that_move_between_partitions_are_neither_lost_nor_doubled()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            """
            CREATE TABLE t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (200);
            CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (200) TO (1000);
            INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 500) i;
            """
        );
        await mirror.RefreshAsync(ChangeKind.Unchanged);
        await mirror.Source.ExecuteAsync("UPDATE t SET id = id + 600 WHERE id < 20; DELETE FROM t WHERE id = 300");
        var table = await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal((19L, 0L, 20L), (table.Change!.Inserted, table.Change.Updated, table.Change.Deleted));
        await mirror.Source.ExecuteAsync("CREATE TABLE t3 PARTITION OF t FOR VALUES FROM (1000) TO (2000)");
        Assert.Contains("other partitions", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Comments_defaults_and_not_null_stay()
    {
        const string Shape =
            "SELECT string_agg(concat_ws(' ', column_name, data_type, is_nullable, column_default, comment), ';' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 't'";
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            Table
                + "ALTER TABLE t ALTER v SET DEFAULT 'd'; COMMENT ON COLUMN t.v IS 'words'; COMMENT ON TABLE t IS 'a table'"
        );
        var before = mirror.Scalar(Shape);
        Assert.Contains("words", before);
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'x' WHERE id = 1; DELETE FROM t WHERE id = 2");
        await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal(before, mirror.Scalar(Shape));
        Assert.Equal("a table", mirror.Scalar("SELECT comment FROM duckdb_tables() WHERE table_name = 't'"));
        await mirror.Source.ExecuteAsync("COMMENT ON COLUMN t.v IS 'other words'");
        Assert.Contains("definition", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
    }

    [Fact]
    public async Task Numbers_that_do_not_prove_the_change_lead_to_a_full_copy_that_is_told()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        // As many rows as before, and two of them nobody's.
        mirror.Execute("UPDATE public.t SET id = id + 10000 WHERE id IN (7, 8)");
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'changed' WHERE id = 7");
        var table = await mirror.RefreshAsync(ChangeKind.Replaced);
        Assert.Contains("2 rows of the copy are gone at the source where 1 can be", table.Reason);
        Assert.Single(mirror.Doubts);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Table_of_which_much_changed_is_copied_in_full_unless_the_user_wants_otherwise()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'changed' WHERE id % 2 = 0");
        Assert.Contains("too many", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        mirror.Spec = mirror.Spec with
        {
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = RefreshStrategy.Delta },
        };
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'again' WHERE id % 2 = 0");
        await mirror.RefreshAsync(ChangeKind.Merged);
    }

    [Fact]
    public async Task Value_that_the_copy_cannot_hold_leads_to_a_full_copy()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE t (id int PRIMARY KEY, n int[]); INSERT INTO t SELECT i, ARRAY[i] FROM generate_series(1, 100) i"
        );
        await mirror.Source.ExecuteAsync("INSERT INTO t VALUES (101, ARRAY[[1, 2], [3, 4]])");
        var result = await mirror.SucceedAsync();
        Assert.Equal(ChangeKind.Replaced, result.Tables[0].Change!.Kind);
        Assert.Equal("101", mirror.Scalar("SELECT count(*) FROM public.t"));
        Assert.Equal(ChangeKind.Unchanged, (await mirror.SucceedAsync()).Tables[0].Change!.Kind);
    }
}
