using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

public class AppendedTests(PostgresFixture fixture)
{
    private const string Table =
        "CREATE TABLE t (id int, v text); INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 500) i;";

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task New_rows_alone_are_read_without_any_key(string server)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, server: server);
        await mirror.Source.ExecuteAsync("INSERT INTO t SELECT i, 'w' || i FROM generate_series(501, 510) i");

        var table = await mirror.RefreshAsync(ChangeKind.Appended);

        Assert.Equal((10, 510), (table.Rows, table.TargetRows));
        Assert.Equal((10L, 0L, 0L), (table.Change!.Inserted, table.Change.Updated, table.Change.Deleted));
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Rows_of_many_pages_and_values_out_of_line_come_along()
    {
        // Fewer rows than are recorded one by one: other tests' transactions may run on the same server.
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE t (id int, v text); ALTER TABLE t ALTER v SET STORAGE EXTERNAL; INSERT INTO t SELECT i, repeat('x', 3000) FROM generate_series(1, 4000) i;"
                + "CREATE TABLE wide (id int, v text); INSERT INTO wide SELECT i, repeat('x', 900) FROM generate_series(1, 9000) i"
        );
        await mirror.Source.ExecuteAsync(
            "INSERT INTO t SELECT i, repeat(chr(65 + i % 20), 4000) FROM generate_series(4001, 4400) i; INSERT INTO wide SELECT i, repeat('y', 900) FROM generate_series(1, 900) i"
        );
        var result = await mirror.SucceedAsync();
        Assert.All(result.Tables, table => Assert.Equal(ChangeKind.Appended, table.Change!.Kind));
        Assert.Equal(1300, result.Rows);
        await mirror.AssertSameAsync("t");
        await mirror.AssertSameAsync("wide");
    }

    [Fact]
    public async Task Rows_of_transactions_that_ran_at_the_last_load_are_told_from_those_it_saw()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await using var open = await mirror.Source.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await using (var insert = new Npgsql.NpgsqlCommand("INSERT INTO t VALUES (1001, 'late')", open, transaction))
            await insert.ExecuteNonQueryAsync();
        // Of a later transaction than the open one, and seen.
        await mirror.Source.ExecuteAsync("INSERT INTO t VALUES (1002, 'seen')");
        Assert.Equal(1, (await mirror.RefreshAsync(ChangeKind.Appended)).Rows);
        Assert.NotEqual("", mirror.Scalar("SELECT fresh_rows FROM pintail.heap_state"));
        await mirror.RefreshAsync(ChangeKind.Unchanged);

        await transaction.CommitAsync();

        Assert.Equal(1, (await mirror.RefreshAsync(ChangeKind.Appended)).Rows);
    }

    [Fact]
    public async Task Savepoints_and_rolled_back_rows_do_not_count()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await mirror.Source.ExecuteAsync(
            """
            BEGIN; INSERT INTO t VALUES (1, 'a'); SAVEPOINT s; INSERT INTO t VALUES (2, 'b'); ROLLBACK TO s;
            INSERT INTO t VALUES (3, 'c'); SAVEPOINT s2; INSERT INTO t VALUES (4, 'd'); RELEASE s2; COMMIT;
            """
        );
        Assert.Equal(3, (await mirror.RefreshAsync(ChangeKind.Appended)).Rows);
    }

    [Fact]
    public async Task Changed_row_without_a_key_means_a_full_copy()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 'changed' WHERE id = 7");
        Assert.Contains("no key", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await mirror.Source.ExecuteAsync("DELETE FROM t WHERE id = 8");
        Assert.Contains("no key", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
    }
}
