using Npgsql;
using Pintail.Cli.Demo;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

public class IdleServerTests
{
    [Fact]
    public async Task Log_that_nobody_commits_to_is_safe_soon_after_the_snapshot()
    {
        await using var server = await ThrowawayPostgres.StartAsync(
            new() { BinFolder = PostgresFixture.BinFolder("npm") }
        );
        var source = new TestDatabase(server, "postgres");
        await source.ExecuteAsync(
            "CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT i, i FROM generate_series(1, 1000) i"
        );
        using var mirror = new MirrorHarness(source);
        // Of the fifteen seconds that the server may take by itself a fifth.
        mirror.Spec = mirror.Spec with
        {
            DurabilityWait = TimeSpan.FromSeconds(3),
        };
        await source.ExecuteAsync("CREATE TABLE other (i int)");
        await using var open = await source.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        for (var round = 0; round < 3; round++)
        {
            await source.ExecuteAsync("UPDATE t SET v = v + 1 WHERE id % 9 = 0");
            // In the log, and nobody's commit.
            await using (var insert = new NpgsqlCommand("INSERT INTO other VALUES (1)", open, transaction))
                await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var result = await mirror.SucceedAsync();
            var expected = round == 0 ? ChangeKind.Replaced : ChangeKind.Merged;
            var table = Assert.Single(result.Tables, one => one.Table == "t");
            Assert.True(expected == table.Change!.Kind, $"{table.Change.Kind}, because {table.Reason}");
        }
        await mirror.AssertSameAsync("t");
    }
}
