using System.Globalization;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>
/// While somebody moves amounts between tables and between partitions, every statement must find the same total: all its
/// scans read one moment. PINTAIL_MOVING_SECONDS makes it run for longer.
/// </summary>
public class MovingAmountsTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Sql = """
        CREATE TABLE a (id int PRIMARY KEY, amount bigint, pad text);
        CREATE TABLE b (id int PRIMARY KEY, amount bigint, pad text);
        CREATE TABLE p (id int, part int, amount bigint) PARTITION BY LIST (part);
        CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
        CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
        INSERT INTO a SELECT i, 100, repeat('x', 400) FROM generate_series(1, 2000) i;
        INSERT INTO b SELECT i, 100, repeat('x', 400) FROM generate_series(1, 2000) i;
        INSERT INTO p SELECT i, 1 + i % 2, 100 FROM generate_series(1, 1000) i;
        CREATE VIEW v AS SELECT amount FROM a UNION ALL SELECT amount FROM b;
        """;

    private const string Total = "400000";

    /// <summary>Each gives the total of a and b, or says why not.</summary>
    private static readonly string[] Statements =
    [
        "SELECT (SELECT sum(amount) FROM pg.a) + (SELECT sum(amount) FROM pg.b)",
        "SELECT sum(a.amount + b.amount) FROM pg.a JOIN pg.b USING (id)",
        "WITH x AS (SELECT amount FROM pg.a UNION ALL SELECT amount FROM pg.b) SELECT sum(amount) FROM x",
        "SELECT (SELECT sum(amount) FROM pg.a WHERE id > 0) + (SELECT sum(amount) FROM pg.b WHERE id BETWEEN 1 AND 5000)",
        "SELECT (SELECT sum(s) FROM postgres_query('pg', 'SELECT sum(amount)::bigint AS s FROM public.a')) + (SELECT sum(amount) FROM pg.b)",
        "SELECT sum(amount) FROM pg.v",
        "SELECT sum(amount) * 4 FROM pg.p",
        "SELECT 4 * ((SELECT sum(amount) FROM pg.p WHERE part = 1) + (SELECT sum(amount) FROM pg.p WHERE part = 2))",
        "SELECT 400000 + (SELECT count(*) FROM pg.p) - (SELECT count(amount) FROM pg.p)",
        "SELECT 400000 + (SELECT count(*) FROM pg.p1) + (SELECT count(*) FROM pg.p2) - (SELECT count(*) FROM pg.p)",
    ];

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Every_statement_and_transaction_reads_one_moment(string server)
    {
        var seconds = int.Parse(
            Environment.GetEnvironmentVariable("PINTAIL_MOVING_SECONDS") ?? "4",
            CultureInfo.InvariantCulture
        );
        using var harness = await SessionHarness.CreateAsync(fixture, Sql, server);
        var other = harness.Connect();
        using var stop = new CancellationTokenSource();
        var writers = new[] { 1, 2 }
            .Select(seed => Task.Run(() => MoveAsync(harness.Source, seed, stop.Token)))
            .ToList();
        var readers = new[] { harness.Session, other }
            .Select(session =>
                Task.Run(() =>
                {
                    for (var end = DateTime.UtcNow.AddSeconds(seconds); DateTime.UtcNow < end; )
                    {
                        foreach (var statement in Statements)
                            Assert.Equal((statement, Total), (statement, harness.Rows(statement, session)[0]));
                        harness.Rows("BEGIN", session);
                        var a = harness.Rows("SELECT sum(amount) FROM pg.a", session)[0];
                        var b = harness.Rows("SELECT sum(amount) FROM pg.b WHERE id >= 1", session)[0];
                        Assert.Equal(
                            Total,
                            $"{long.Parse(a, CultureInfo.InvariantCulture) + long.Parse(b, CultureInfo.InvariantCulture)}"
                        );
                        foreach (var statement in Statements)
                            Assert.Equal((statement, Total), (statement, harness.Rows(statement, session)[0]));
                        harness.Rows("COMMIT", session);
                    }
                })
            )
            .ToList();
        try
        {
            await Task.WhenAll(readers);
        }
        finally
        {
            await stop.CancelAsync();
            Assert.True((await Task.WhenAll(writers)).Sum() > 20, "Hardly anything was moved.");
        }
    }

    private static async Task<int> MoveAsync(TestDatabase source, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        await using var connection = await source.OpenAsync();
        for (var moved = 0; ; moved++)
        {
            if (stop.IsCancellationRequested)
                return moved;
            var (from, to, amount) = (random.Next(1, 2001), random.Next(1, 2001), random.Next(1, 1000));
            // Each writer has rows of partitions of its own.
            var row = random.Next(0, 500) * 2 + seed;
            await connection.RunAsync(
                $"""
                BEGIN;
                UPDATE a SET amount = amount - {amount} WHERE id = {from};
                UPDATE b SET amount = amount + {amount} WHERE id = {to};
                UPDATE p SET part = 3 - part WHERE id = {row};
                COMMIT
                """
            );
        }
    }
}
