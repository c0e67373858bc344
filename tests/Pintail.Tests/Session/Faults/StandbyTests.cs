using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>A session that reads a hot standby while its primary writes.</summary>
public class StandbyTests
{
    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Statements_on_a_standby_read_one_moment_and_tell_a_conflict_with_recovery(string server)
    {
        await using var primary = await ServerFolder.StartAsync(server, new() { ["autovacuum"] = "off" });
        var source = new TestDatabase(primary, "postgres");
        await source.ExecuteAsync(
            """
            CREATE TABLE a AS SELECT i AS id, 100::bigint AS amount, repeat('x', 200) AS pad FROM generate_series(1, 20000) i;
            CREATE TABLE b AS SELECT * FROM a;
            ALTER TABLE a ADD PRIMARY KEY (id); ALTER TABLE b ADD PRIMARY KEY (id);
            """
        );
        await using var standby = await ServerFolder.StandbyOfAsync(primary, server);
        var copy = new TestDatabase(standby, "postgres");
        Assert.Equal("True", await copy.ScalarAsync("SELECT pg_is_in_recovery()"));
        using var harness = SessionHarness.Over(copy);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() => MoveAsync(source, stop.Token));
        for (var end = DateTime.UtcNow.AddSeconds(2); DateTime.UtcNow < end; )
        {
            Assert.Equal(
                ["4000000"],
                harness.Rows("SELECT (SELECT sum(amount) FROM pg.a) + (SELECT sum(amount) FROM pg.b WHERE id > 0)")
            );
        }
        await stop.CancelAsync();
        Assert.True(await writer > 5);

        // What is deleted and vacuumed at the primary is taken from under the standby's snapshot: an error, and never fewer rows.
        var written = await source.ScalarAsync("SELECT pg_current_wal_lsn()::text");
        await Eventually.Async(async () =>
            await copy.ScalarAsync($"SELECT pg_last_wal_replay_lsn() >= '{written}'") == "True"
        );
        await copy.ExecuteAsync("ALTER SYSTEM SET max_standby_streaming_delay = '100ms'");
        await copy.ExecuteAsync("SELECT pg_reload_conf()");
        harness.Run("BEGIN");
        var before = harness.Rows("SELECT count(*) FROM pg.a");
        Assert.Equal(["20000"], before);
        foreach (var sql in new[] { "DELETE FROM a", "DELETE FROM b", "VACUUM (FREEZE) a", "VACUUM (FREEZE) b" })
            await source.ExecuteAsync(sql);
        PintailException? conflict = null;
        await Eventually.Async(() =>
        {
            try
            {
                Assert.Equal(["20000"], harness.Rows("SELECT count(pad) FROM pg.b"));
            }
            catch (PintailException e)
            {
                conflict = e;
            }
            return Task.FromResult(conflict is not null);
        });
        Assert.True(conflict is { Kind: ErrorKind.SourceConflict or ErrorKind.SourceUnreachable }, $"{conflict}");
        harness.Run("ROLLBACK");
        await Eventually.Async(() =>
        {
            IReadOnlyList<string> rows = [];
            // What is still to be replayed may conflict once more.
            var error = Record.Exception(() => rows = harness.Rows("SELECT count(*) FROM pg.b"));
            Assert.True(error is null or PintailException, $"{error}");
            return Task.FromResult(rows is ["0"]);
        });
    }

    private static async Task<int> MoveAsync(TestDatabase source, CancellationToken stop)
    {
        await using var connection = await source.OpenAsync();
        for (var moved = 0; ; moved++)
        {
            if (stop.IsCancellationRequested)
                return moved;
            await connection.RunAsync(
                $"BEGIN; UPDATE a SET amount = amount - 5 WHERE id = {1 + (moved % 20000)}; UPDATE b SET amount = amount + 5 WHERE id = {1 + (moved * 7 % 20000)}; COMMIT"
            );
        }
    }
}
