using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>Heaps past a quarter of the server's cache, which are counted in one go and read between their first and last new row.</summary>
public class LargeHeapTests
{
    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task New_rows_are_found_wherever_they_lie(string server)
    {
        await using var own = await ServerFolder.StartAsync(
            server,
            new() { ["shared_buffers"] = "1MB", ["autovacuum"] = "off" }
        );
        var source = new TestDatabase(own, "postgres");
        // 4,800 pages of 25 rows: more than the pieces in which what lies between the bounds is read.
        await source.ExecuteAsync(
            "CREATE TABLE t (id int PRIMARY KEY, v text, filler text); INSERT INTO t SELECT i, 'v', repeat('x', 270) FROM generate_series(1, 120000) i"
        );
        using var mirror = new MirrorHarness(source);
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.SucceedAsync();
        Assert.Equal(ChangeKind.Unchanged, (await mirror.RefreshAsync()).Change!.Kind);

        await source.ExecuteAsync("INSERT INTO t VALUES (200000, 'last', 'x')");
        Assert.Equal(ChangeKind.Appended, (await mirror.RefreshAsync()).Change!.Kind);

        // Into the places of the first page, of one in the middle and of the last ones.
        foreach (var row in new[] { 1, 60_000, 119_999 })
        {
            await source.ExecuteAsync($"DELETE FROM t WHERE id = {row}");
            await source.ExecuteAsync("VACUUM t");
            await source.ExecuteAsync($"INSERT INTO t VALUES ({row}, 'again', repeat('y', 270))");
            Assert.Equal((1L, ChangeKind.Merged), await ReadAsync(mirror));
        }

        await source.ExecuteAsync("UPDATE t SET v = 'new' WHERE id IN (2, 200000)");
        Assert.Equal((2L, ChangeKind.Merged), await ReadAsync(mirror));
        await source.ExecuteAsync("UPDATE t SET v = 'newer' WHERE id % 5000 = 0");
        Assert.Equal((25L, ChangeKind.Merged), await ReadAsync(mirror));

        // A row that the last load saw although its transaction is as late as one that ran then.
        await using var running = await source.OpenAsync();
        await using (var begin = new Npgsql.NpgsqlCommand("BEGIN; UPDATE t SET v = 'running' WHERE id = 7", running))
            await begin.ExecuteNonQueryAsync();
        await source.ExecuteAsync("UPDATE t SET v = 'known' WHERE id = 8");
        Assert.Equal((1L, ChangeKind.Merged), await ReadAsync(mirror));
        Assert.Equal(ChangeKind.Unchanged, (await mirror.RefreshAsync()).Change!.Kind);
        await using (var commit = new Npgsql.NpgsqlCommand("COMMIT", running))
            await commit.ExecuteNonQueryAsync();
        Assert.Equal((1L, ChangeKind.Merged), await ReadAsync(mirror));
        Assert.Equal(ChangeKind.Unchanged, (await mirror.RefreshAsync()).Change!.Kind);
    }

    private static async Task<(long Rows, ChangeKind Kind)> ReadAsync(MirrorHarness mirror)
    {
        var table = await mirror.RefreshAsync();
        return (table.Rows, table.Change!.Kind);
    }
}
