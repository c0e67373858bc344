using System.Diagnostics;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Lines that stall, close half, trickle or carry what nobody sent. The first connection of a run is the exporter's, the
/// second a worker's; who asks about a silent server comes after them.
/// </summary>
public class FaultyLineTests(PostgresFixture fixture)
{
    // Some 3 MB as COPY sends it: more than the kernel keeps between a server that sends and a reader that does not.
    private const string Sql = """
        CREATE TABLE t AS SELECT i AS id, repeat('x', 100) AS filler FROM generate_series(1, 25000) i; ANALYZE;
        """;
    private const string Rows = "SELECT count(*), count(DISTINCT id), sum(id) FROM public.t";
    private const string AllRows = "25000|25000|312512500";
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    /// <summary>Far more than what ends a run by itself, on a busy machine.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(LineFaultKind.Stall, 0)]
    [InlineData(LineFaultKind.Stall, 60_000)]
    [InlineData(LineFaultKind.Stall, 2_000_000)]
    [InlineData(LineFaultKind.Reset, 300)]
    [InlineData(LineFaultKind.Reset, 60_000)]
    [InlineData(LineFaultKind.HalfClose, 300)]
    [InlineData(LineFaultKind.HalfClose, 60_000)]
    public async Task Line_of_a_worker_that_fails_is_one_attempt_of_its_table(LineFaultKind kind, long after)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror);
        proxy.Fault = number => number == 2 ? new LineFault(kind, after) : null;

        var result = await mirror.SucceedAsync().WaitAsync(Bound);

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(ErrorKind.SourceUnreachable, Assert.Single(mirror.Waits).Kind);
        Assert.Equal(2, Assert.Single(result.Tables).Attempts);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    [Fact]
    public async Task Stalled_worker_says_for_how_long_nothing_came_and_what_the_server_waits_for()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror);
        proxy.Fault = number => number == 2 ? new LineFault(LineFaultKind.Stall, 60_000) : null;

        await mirror.SucceedAsync().WaitAsync(Bound);

        var error = Assert.Single(mirror.Waits);
        Assert.Contains("public.t", error.Message);
        Assert.Contains("nothing came for 0.3 s, and the server ", error.Message);
        Assert.Contains("--progress-timeout", error.Hint);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    public async Task Bytes_that_the_server_did_not_send_are_never_a_row(long after)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var proxy = Between(mirror);
        proxy.Fault = number => number == 2 ? new LineFault(LineFaultKind.Garbage, after) : null;
        mirror.Spec = mirror.Spec with { Full = true };

        var error = await mirror.FailTableAsync("public.t").WaitAsync(Bound);

        Assert.Equal(ErrorKind.SourceProtocol, error.Kind);
        Assert.Empty(mirror.Waits);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    [Theory]
    [InlineData(LineFaultKind.Stall, 5_000)]
    [InlineData(LineFaultKind.Reset, 5_000)]
    [InlineData(LineFaultKind.HalfClose, 5_000)]
    [InlineData(LineFaultKind.Stall, 0)]
    public async Task Line_of_the_exporter_that_fails_while_planning_begins_the_run_again(
        LineFaultKind kind,
        long after
    )
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror);
        proxy.Fault = number => number == 1 ? new LineFault(kind, after) : null;

        await mirror.SucceedAsync().WaitAsync(Bound);

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(ErrorKind.SourceUnreachable, Assert.Single(mirror.Waits).Kind);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    [Fact]
    public async Task Everything_stalled_ends_the_run_after_its_attempts()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var proxy = Between(mirror);
        mirror.OnTableStarted = _ => proxy.Stall();
        mirror.Spec = mirror.Spec with { Full = true, MaxRetries = 2 };

        var error = await mirror.FailAsync().WaitAsync(Bound);

        Assert.Equal((ErrorKind.SourceUnreachable, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Equal(AllRows, mirror.Scalar(Rows));
        Assert.Equal("failed", mirror.Scalar("SELECT status FROM pintail.run ORDER BY started_at DESC LIMIT 1"));
    }

    [Fact]
    public async Task Everything_stalled_and_interrupted_ends_soon()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror);
        mirror.Spec = mirror.Spec with { ProgressTimeout = TimeSpan.FromHours(1) };
        using var cancellation = new CancellationTokenSource();
        mirror.OnTableStarted = _ =>
        {
            proxy.Stall();
            cancellation.CancelAfter(TimeSpan.FromMilliseconds(500));
        };

        var error = await mirror.FailAsync(cancellation.Token).WaitAsync(Bound);

        Assert.Equal(ErrorKind.Cancelled, error.Kind);
        Assert.False(File.Exists(mirror.TargetFile));
    }

    [Fact]
    public async Task Server_that_works_in_silence_is_waited_for()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE VIEW slow AS SELECT 1 AS a FROM pg_sleep(3)"
        );
        using var proxy = Between(mirror);
        mirror.Spec = mirror.Spec with { Views = true };

        await mirror.SucceedAsync().WaitAsync(Bound);

        Assert.Empty(mirror.Waits);
        Assert.True(proxy.Connections > 4, "It was never asked.");
    }

    [Fact]
    public async Task Trickle_is_progress_and_only_the_whole_runs_time_ends_it()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var proxy = Between(mirror);
        // 64 KiB at a time.
        mirror.OnTableStarted = _ => proxy.Slow(TimeSpan.FromMilliseconds(200));
        mirror.Spec = mirror.Spec with { Full = true, Timeout = TimeSpan.FromSeconds(4) };
        var started = Stopwatch.GetTimestamp();

        var error = await mirror.FailAsync().WaitAsync(Bound);

        Assert.Equal((ErrorKind.TimedOut, ExitCodes.SomeTableFailed), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains("--timeout", error.Message);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromSeconds(3.9));
        Assert.Empty(mirror.Waits);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    private static TcpProxy Between(MirrorHarness mirror)
    {
        var proxy = new TcpProxy(mirror.Source.Server.Host, mirror.Source.Server.Port);
        mirror.Spec = mirror.Spec with
        {
            Source = mirror.Spec.Source with { Port = proxy.Port, ConnectTimeout = TimeSpan.FromSeconds(2) },
            Jobs = 1,
            ProgressTimeout = Silence,
        };
        return proxy;
    }
}
