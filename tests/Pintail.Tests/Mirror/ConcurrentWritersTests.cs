using Npgsql;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>Writers that never rest while a copy is made: whatever they do, the copy is of one moment.</summary>
public class ConcurrentWritersTests(PostgresFixture fixture)
{
    // Three tables hold money between which it moves; parents count their children; big spans several ctid ranges.
    private const string Sql = """
        CREATE TABLE cash (id int PRIMARY KEY, amount bigint); INSERT INTO cash SELECT i, 1000 FROM generate_series(1, 1000) i;
        CREATE TABLE savings (id int PRIMARY KEY, amount bigint); INSERT INTO savings SELECT i, 1000 FROM generate_series(1, 1000) i;
        CREATE TABLE vault (amount bigint); INSERT INTO vault VALUES (1000000);
        CREATE TABLE parent (id int PRIMARY KEY, children int); INSERT INTO parent SELECT i, 0 FROM generate_series(1, 50) i;
        CREATE TABLE child (parent int);
        CREATE TABLE big (id int, amount bigint, filler text) WITH (fillfactor = 75);
        ALTER TABLE big ALTER filler SET STORAGE PLAIN;
        INSERT INTO big SELECT i, 10, repeat('x', 2000) FROM generate_series(1, 32000) i;
        ANALYZE;
        """;
    private static readonly string[] Writes =
    [
        "UPDATE cash SET amount = amount - 7 WHERE id = 1 + {0} % 1000; UPDATE savings SET amount = amount + 7 WHERE id = 1 + ({0} * 31) % 1000",
        // All that is in the vault leaves it by a rewrite and comes back with less.
        "LOCK TABLE vault; UPDATE cash SET amount = amount + (SELECT sum(amount) FROM vault) - 999 WHERE id = 5; TRUNCATE vault; INSERT INTO vault VALUES (999)",
        "INSERT INTO child VALUES (1 + {0} % 50), (1 + {0} % 50); UPDATE parent SET children = children + 2 WHERE id = 1 + {0} % 50",
        "DELETE FROM child WHERE parent = 1 + {0} % 50; UPDATE parent SET children = 0 WHERE id = 1 + {0} % 50",
        // In place where the page has room, else to another page: the same row at another ctid.
        "UPDATE big SET amount = amount + 1 WHERE ctid = ANY (ARRAY(SELECT format('(%s,1)', p * 37 % 10000)::tid FROM generate_series({0}, {0} + 20) p))",
        "INSERT INTO big SELECT 1000000 + {0}, 5, repeat('y', 2000) FROM generate_series(1, 20); UPDATE cash SET amount = amount - 100 WHERE id = 2",
    ];
    private const string Money =
        "SELECT (SELECT sum(amount) FROM public.cash) + (SELECT sum(amount) FROM public.savings) + (SELECT sum(amount) FROM public.vault) + 5 * (SELECT count(*) FROM public.big WHERE id > 1000000)";

    private const string AllMoney = "3000000";

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Copy_is_of_one_moment_while_others_write(int jobs)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { Jobs = jobs };
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 2).Select(seed => WriteAsync(mirror.Source, seed, stop.Token)).ToList();

        try
        {
            for (var run = 0; run < 3; run++)
            {
                await mirror.SucceedAsync();
                CheckInvariants(mirror);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        var transactions = await Task.WhenAll(writers);
        Assert.All(transactions, count => Assert.True(count > 20, $"only {count} transactions were made"));
        Assert.True(mirror.Plan!.Tables.Single(table => table.Name == "public.big").Ranges.Count >= 2);
        Assert.Equal(AllMoney, await mirror.Source.ScalarAsync(Money));
    }

    private static void CheckInvariants(MirrorHarness mirror)
    {
        Assert.Equal(AllMoney, mirror.Scalar(Money));
        Assert.Equal(
            "0",
            mirror.Scalar(
                "SELECT count(*) FROM public.parent p WHERE p.children <> (SELECT count(*) FROM public.child c WHERE c.parent = p.id)"
            )
        );
        // Every row of the beginning, once.
        Assert.Equal(
            "32000|32000",
            mirror.Scalar("SELECT count(*), count(DISTINCT id) FROM public.big WHERE id <= 32000")
        );
        Assert.Equal(
            "0",
            mirror.Scalar(
                "SELECT count(*) FROM public.big WHERE amount < 5 OR (id <= 32000 AND length(filler) <> 2000)"
            )
        );
    }

    private static async Task<int> WriteAsync(TestDatabase source, int seed, CancellationToken stop)
    {
        await using var connection = await source.OpenAsync();
        var count = 0;
        for (var number = seed; !stop.IsCancellationRequested; number += 2, count++)
        {
            // Two writers may meet; then one of them tries something else.
            try
            {
                var sql = Writes[number / 2 % Writes.Length].Replace("{0}", $"{number}", StringComparison.Ordinal);
                await using var command = new NpgsqlCommand($"BEGIN; {sql}; COMMIT", connection)
                {
                    CommandTimeout = 120,
                };
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
                await rollback.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        return count;
    }
}
