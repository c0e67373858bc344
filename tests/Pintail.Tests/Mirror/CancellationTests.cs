using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class CancellationTests(PostgresFixture fixture)
{
    // A sleep in every row: a query that only a cancel request ends soon.
    private const string Sql = """
        CREATE FUNCTION slowly(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i FROM pg_sleep(0.01)';
        CREATE TABLE base AS SELECT i AS id FROM generate_series(1, 100000) i;
        CREATE TABLE slow (id int, late int GENERATED ALWAYS AS (id) STORED);
        INSERT INTO slow SELECT id FROM base;
        CREATE TABLE big AS SELECT i AS id, repeat('x', 1000) AS filler FROM generate_series(1, 200000) i;
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_cancelled_in_the_middle_ends_its_queries_and_leaves_the_target_as_it_was(bool isFirstRun)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        if (!isFirstRun)
        {
            mirror.Filter("public.base");
            await mirror.SucceedAsync();
            mirror.Filter();
            await mirror.Source.ExecuteAsync("DELETE FROM base");
        }
        using var proxy = new TcpProxy(mirror.Source.Server.Host, mirror.Source.Server.Port);
        mirror.Spec = mirror.Spec with { Source = mirror.Spec.Source with { Port = proxy.Port } };
        proxy.Slow(TimeSpan.FromMilliseconds(20));
        using var cancellation = new CancellationTokenSource();
        mirror.OnTableStarted = progress => _ = Task.Run(() => CancelAfterFirstRows(progress, cancellation));

        var error = await mirror.FailAsync(cancellation.Token);

        Assert.Equal((ErrorKind.Cancelled, ExitCodes.Interrupted), (error.Kind, error.Kind.ExitCode()));
        await NoSessionIsLeftAsync(mirror.Source);
        if (isFirstRun)
        {
            Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(mirror.TargetFile)!));
        }
        else
        {
            Assert.Equal(["public.base"], mirror.Tables());
            Assert.Equal("100000", mirror.Scalar("SELECT count(*) FROM public.base"));
            Assert.Equal(
                "interrupted|130",
                mirror.Scalar("SELECT status, exit_code FROM pintail.run WHERE status <> 'succeeded'")
            );
        }
    }

    [Fact]
    public async Task Run_cancelled_while_it_waits_for_a_lock_ends_at_once()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t AS SELECT 1 AS a");
        await using var locker = await mirror.Source.OpenAsync();
        await using var take = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE t", locker);
        await take.ExecuteNonQueryAsync();
        mirror.Spec = mirror.Spec with { LockTimeout = TimeSpan.FromMinutes(5) };
        using var cancellation = new CancellationTokenSource();

        var run = mirror.FailAsync(cancellation.Token);
        await EventuallyAsync(
            mirror.Source,
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass",
            "1"
        );
        await cancellation.CancelAsync();
        var error = await run;

        Assert.Equal(ErrorKind.Cancelled, error.Kind);
        await NoSessionIsLeftAsync(mirror.Source);
        Assert.False(File.Exists(mirror.TargetFile));
    }

    [Fact]
    public async Task Run_cancelled_before_it_begins_opens_nothing()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t AS SELECT 1 AS a");
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        var error = await mirror.FailAsync(cancellation.Token);

        Assert.Equal(ErrorKind.Cancelled, error.Kind);
        Assert.False(File.Exists(mirror.TargetFile));
    }

    private static void CancelAfterFirstRows(
        Pintail.Mirror.TableProgress progress,
        CancellationTokenSource cancellation
    )
    {
        SpinWait.SpinUntil(() => progress.Rows > 0, TimeSpan.FromSeconds(30));
        if (progress.Table.Name == "public.big")
            cancellation.Cancel();
    }

    private static Task NoSessionIsLeftAsync(TestDatabase source) =>
        EventuallyAsync(
            source,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'pintail%'",
            "0"
        );

    private static async Task EventuallyAsync(TestDatabase source, string sql, string expected)
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        string? value;
        do value = await source.ScalarAsync(sql);
        while (value != expected && DateTime.UtcNow < deadline);
        Assert.Equal(expected, value);
    }
}
