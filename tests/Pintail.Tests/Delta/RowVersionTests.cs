using Npgsql;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>What Postgres does with row versions, their ids, places and locks: each arrives, and nothing is copied in full.</summary>
public class RowVersionTests(PostgresFixture fixture)
{
    private const string Table = """
        CREATE TABLE t (id int PRIMARY KEY, n int, v text) WITH (fillfactor = 50); ALTER TABLE t ALTER v SET STORAGE EXTERNAL;
        INSERT INTO t SELECT i, i, repeat('v' || i, CASE WHEN i < 20 THEN 2000 ELSE 1 END) FROM generate_series(1, 500) i;
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Prepared_transactions_open_at_a_load_arrive_when_they_end(string server)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, server: server);
        var source = mirror.Source;
        var (kept, dropped) = ($"kept {source.Name}", $"dropped {source.Name}");
        await source.ExecuteAsync(
            $"BEGIN; UPDATE t SET n = -1 WHERE id = 30; DELETE FROM t WHERE id = 31; PREPARE TRANSACTION '{kept}'"
        );
        await source.ExecuteAsync(
            $"BEGIN; UPDATE t SET n = -2 WHERE id = 32; INSERT INTO t VALUES (900); PREPARE TRANSACTION '{dropped}'"
        );
        await mirror.RefreshAsync(ChangeKind.Unchanged);
        await source.ExecuteAsync("UPDATE t SET n = -3 WHERE id IN (33, 34)");
        Assert.Equal(2, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
        await source.ExecuteAsync($"ROLLBACK PREPARED '{dropped}'");
        await mirror.RefreshAsync(ChangeKind.Unchanged);
        await source.ExecuteAsync($"COMMIT PREPARED '{kept}'");
        var table = await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal((1, 1L, 1L), (table.Rows, table.Change!.Updated, table.Change.Deleted));
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task More_subtransactions_than_a_snapshot_lists_are_told_apart(string server)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, server: server);
        await using var open = await mirror.Source.OpenAsync();
        // Each turn has an id of its own, and every third is undone; a snapshot lists 64 of them.
        const string Turns = """
            DO $$ BEGIN FOR i IN 1..150 LOOP
                BEGIN UPDATE t SET n = n - 1000 WHERE id = i; IF i % 3 = 0 THEN RAISE division_by_zero; END IF;
                EXCEPTION WHEN division_by_zero THEN NULL; END;
            END LOOP; END $$
            """;
        await RunAsync(open, $"BEGIN; {Turns}");
        // Of later transactions than those, and seen.
        await mirror.Source.ExecuteAsync("UPDATE t SET n = 0 WHERE id > 480");
        await mirror.RefreshAsync(ChangeKind.Merged);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
        await RunAsync(open, "COMMIT");
        Assert.Equal(100, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Freezing_hides_no_new_row_and_makes_none(string server)
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table, server: server);
        var source = mirror.Source;
        await source.ExecuteAsync(
            "UPDATE t SET n = -1 WHERE id BETWEEN 30 AND 39; INSERT INTO t VALUES (901, 1, 'new')"
        );
        await source.ExecuteAsync("DELETE FROM t WHERE id = 40");
        await source.ExecuteAsync("VACUUM (FREEZE) t");
        var table = await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal((1L, 10L, 1L), (table.Change!.Inserted, table.Change.Updated, table.Change.Deleted));
        await source.ExecuteAsync("VACUUM (FREEZE) t");
        await mirror.RefreshAsync(ChangeKind.Unchanged);
        await using (var open = await source.OpenAsync())
        {
            await RunAsync(open, "BEGIN; TRUNCATE t");
            await using (var copy = await open.BeginTextImportAsync("COPY t FROM STDIN (FREEZE)"))
                await copy.WriteAsync(string.Concat(Enumerable.Range(1, 500).Select(i => $"{i}\t{i}\tfrozen\n")));
            await RunAsync(open, "COMMIT");
        }
        Assert.Contains("rewritten", (await mirror.RefreshAsync(ChangeKind.Replaced)).Reason);
        await source.ExecuteAsync("UPDATE t SET n = -1 WHERE id = 5");
        Assert.Equal(1, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
    }

    [Fact]
    public async Task Rows_that_several_sessions_lock_are_not_changed_by_that()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        await using var one = await mirror.Source.OpenAsync();
        await using var two = await mirror.Source.OpenAsync();
        foreach (var session in new[] { one, two })
            await RunAsync(session, "BEGIN; SELECT FROM t WHERE id BETWEEN 30 AND 60 FOR KEY SHARE");
        await mirror.RefreshAsync(ChangeKind.Unchanged);
        // The lockers and the updater share the old version's xmax.
        await mirror.Source.ExecuteAsync("UPDATE t SET n = -1 WHERE id BETWEEN 30 AND 34");
        Assert.Equal(5, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
        await RunAsync(one, "UPDATE t SET n = -2 WHERE id BETWEEN 35 AND 37; COMMIT");
        await RunAsync(two, "ROLLBACK");
        Assert.Equal(3, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
        await mirror.Source.ExecuteAsync("VACUUM (FREEZE) t");
        await mirror.RefreshAsync(ChangeKind.Unchanged);
    }

    [Fact]
    public async Task Places_that_are_used_again_are_not_taken_for_the_rows_that_were_there()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        var source = mirror.Source;
        await using var open = await source.OpenAsync();
        await RunAsync(open, "BEGIN; SELECT pg_current_xact_id()");
        for (var round = 0; round < 6; round++)
        {
            // Kept as seen by place and id; then pruned, and their places given to rows of the next round.
            await source.ExecuteAsync($"UPDATE t SET n = n + 1 WHERE id BETWEEN {100 + round} AND {110 + round}");
            Assert.Equal(11, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
            if (round == 3)
                await RunAsync(open, "UPDATE t SET n = -1 WHERE id = 300; COMMIT");
            await source.ExecuteAsync("VACUUM t");
            var table = await mirror.RefreshAsync();
            Assert.Equal(round == 3 ? ChangeKind.Merged : ChangeKind.Unchanged, table.Change!.Kind);
        }
    }

    [Fact]
    public async Task Values_out_of_line_arrive_when_they_or_others_of_their_row_change()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Table);
        var source = mirror.Source;
        await source.ExecuteAsync("UPDATE t SET v = repeat('other', 2000) WHERE id BETWEEN 1 AND 5");
        Assert.Equal(5, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
        // The value stays where it is, and the row is new.
        await source.ExecuteAsync("UPDATE t SET n = -1 WHERE id BETWEEN 4 AND 8");
        Assert.Equal(5, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
        await source.ExecuteAsync("UPDATE t SET v = NULL WHERE id = 6; UPDATE t SET v = '' WHERE id = 7");
        Assert.Equal(2, (await mirror.RefreshAsync(ChangeKind.Merged)).Rows);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
