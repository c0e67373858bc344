using System.Globalization;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>
/// Interrupts at any moment of any statement: the session goes on, nothing runs on at the source, and no transaction stays
/// open. PINTAIL_INTERRUPT_SECONDS makes it run for longer; the seed is in a failure's message.
/// </summary>
public class RandomInterruptTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Sql = """
        CREATE TABLE t AS SELECT i, repeat('x', 100) AS x FROM generate_series(1, 60000) i;
        CREATE TABLE u AS SELECT i FROM generate_series(1, 1000) i;
        """;

    private static readonly string[] Statements =
    [
        "SELECT count(*) FROM pg.t",
        "SELECT * FROM pg.t",
        "SELECT sum(i) FROM pg.t JOIN pg.u USING (i)",
        "SELECT i FROM pg.t WHERE i = 5",
        "CREATE OR REPLACE TABLE copy AS FROM pg.t",
        "INSERT INTO log SELECT i FROM pg.u",
        "FROM postgres_query('pg', 'SELECT pg_sleep(0.05)::text, i FROM t LIMIT 100')",
        "BEGIN; SELECT count(*) FROM pg.u; INSERT INTO log SELECT i FROM pg.u; COMMIT",
        "BEGIN; FROM pg.t; ROLLBACK",
        "SHOW ALL TABLES",
        "SELECT count(*) FROM range(3000000) a(i) WHERE i % 7 = 3",
        "SELECT 1",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_is_as_new_after_an_interrupt_at_any_moment(bool byToken)
    {
        var seed = int.Parse(
            Environment.GetEnvironmentVariable("PINTAIL_INTERRUPT_SEED") ?? "20",
            CultureInfo.InvariantCulture
        );
        var seconds = int.Parse(
            Environment.GetEnvironmentVariable("PINTAIL_INTERRUPT_SECONDS") ?? "5",
            CultureInfo.InvariantCulture
        );
        var random = new Random(seed);
        using var harness = await SessionHarness.CreateAsync(fixture, Sql);
        harness.Run("CREATE TABLE log (i INTEGER)");
        var interrupted = 0;
        for (var end = DateTime.UtcNow.AddSeconds(seconds); DateTime.UtcNow < end; )
        {
            var statement = Statements[random.Next(Statements.Length)];
            var logged = long.Parse(harness.Rows("SELECT count(*) FROM log")[0], CultureInfo.InvariantCulture);
            var error = await RunAsync(harness, statement, random.Next(0, 60), byToken);
            interrupted += error is null ? 0 : 1;
            // A transaction of the script is the script's to end.
            if (statement.StartsWith("BEGIN", StringComparison.Ordinal) && error is not null)
                Record.Exception(() => harness.Run("ROLLBACK"));
            var why = $"seed {seed}: {statement}: {error}";
            Assert.True(harness.Rows("SELECT count(*) FROM pg.u") is ["1000"], why);
            // Rows of an open transaction would be visible here and to nobody else.
            var mine = harness.Rows("SELECT count(*) FROM log")[0];
            Assert.True(long.Parse(mine, CultureInfo.InvariantCulture) - logged is 0 or 1000, why);
            var others = harness.Connect();
            Assert.True(harness.Rows("SELECT count(*) FROM log", others)[0] == mine, why);
            others.Dispose();
        }
        Assert.True(interrupted > 5, $"{interrupted} were interrupted.");
        await harness.Source.WaitUntilIdleAsync();
        Assert.InRange(await harness.Source.CountBackendsAsync(), 1, 6);
        harness.Dispose();
        await Eventually.Async(async () => await harness.Source.CountBackendsAsync() == 0);
    }

    private static async Task<Exception?> RunAsync(SessionHarness harness, string script, int millis, bool byToken)
    {
        using var cancellation = new CancellationTokenSource();
        var run = Task.Run(() =>
            Record.Exception(() =>
            {
                foreach (var result in harness.Session.Execute(script, byToken ? cancellation.Token : default))
                {
                    while (result.NextChunk() is { } chunk)
                        chunk.Dispose();
                }
            })
        );
        // The moment is what is tested, so there is nothing to wait for but time.
        await Task.WhenAny(run, Task.Delay(millis));
        if (byToken)
            await cancellation.CancelAsync();
        else if (!run.IsCompleted)
            harness.Session.Interrupt();
        return await run.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
