using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>--timeout and --max-snapshot-age, and what the source sees of a run.</summary>
public class TimeLimitTests(PostgresFixture fixture)
{
    // A sleep in every row.
    private const string Slow = """
        CREATE VIEW slow AS SELECT i AS a FROM generate_series(1, 100000) i, LATERAL (SELECT pg_sleep(0.01 + 0 * i)) s;
        CREATE TABLE quick AS SELECT 1 AS a;
        """;

    [Theory]
    [InlineData(PublishMode.Together)]
    [InlineData(PublishMode.PerTable)]
    public async Task Run_that_is_not_done_in_time_fails_and_the_source_is_left_alone(PublishMode publish)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Slow);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE quick SET a = 2");
        mirror.Spec = mirror.Spec with { Views = true, Publish = publish, Timeout = TimeSpan.FromSeconds(4) };

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.TimedOut, error.Kind);
        Assert.StartsWith("The run was not done after 4 s", error.Message);
        await NothingIsLeftAsync(mirror);
        Assert.Equal(publish == PublishMode.Together ? "1" : "2", mirror.Scalar("SELECT a FROM public.quick"));
        Assert.Equal(
            "failed|TimedOut",
            mirror.Scalar("SELECT status, error_kind FROM pintail.run ORDER BY started_at DESC LIMIT 1")
        );
    }

    [Fact]
    public async Task Snapshot_that_gets_too_old_is_given_up_and_not_tried_again()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Slow);
        mirror.Spec = mirror.Spec with { Views = true, MaxSnapshotAge = TimeSpan.FromSeconds(2) };

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.TimedOut, error.Kind);
        Assert.StartsWith("The snapshot was held for 2 s", error.Message);
        Assert.Contains("--max-snapshot-age", error.Hint);
        Assert.Empty(mirror.Waits);
        await NothingIsLeftAsync(mirror);
        Assert.False(File.Exists(mirror.TargetFile));
    }

    [Fact]
    public async Task Verification_keeps_to_both_limits()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Slow.Replace("100000", "10"));
        mirror.Spec = mirror.Spec with { Views = true };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync(
            "CREATE OR REPLACE VIEW slow AS SELECT i AS a FROM generate_series(1, 100000) i, LATERAL (SELECT pg_sleep(0.01 + 0 * i)) s"
        );

        mirror.Spec = mirror.Spec with { Timeout = TimeSpan.FromSeconds(3) };
        var whole = await Verify.Verification.FailAsync(mirror);
        mirror.Spec = mirror.Spec with { Timeout = Timeout.InfiniteTimeSpan, MaxSnapshotAge = TimeSpan.FromSeconds(1) };
        var snapshot = await Verify.Verification.FailAsync(mirror);

        Assert.Equal((ErrorKind.TimedOut, ErrorKind.TimedOut), (whole.Kind, snapshot.Kind));
        Assert.StartsWith("The run was not done", whole.Message);
        Assert.StartsWith("The snapshot was held", snapshot.Message);
        await NothingIsLeftAsync(mirror);
    }

    [Fact]
    public async Task Plan_says_before_that_the_snapshot_will_probably_get_too_old()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t AS SELECT 1 AS i; ANALYZE");
        // A gigabyte of pages that nobody has written yet, of which the file system keeps nothing: ten seconds' reading.
        var heap = await mirror.Source.ScalarAsync("SELECT pg_relation_filepath('t')");
        using (var file = File.OpenWrite(Path.Combine(mirror.Source.Server.DataFolder, heap!)))
            file.SetLength(1_000_000_000 / 8192 * 8192);
        mirror.Spec = mirror.Spec with { MaxSnapshotAge = TimeSpan.FromSeconds(9) };
        var tight = await mirror.PlanAsync();
        mirror.Spec = mirror.Spec with { MaxSnapshotAge = TimeSpan.FromHours(1), Strict = true };
        var ample = await mirror.PlanAsync();

        var finding = Assert.Single(tight.Findings);
        Assert.Equal(FindingKind.SnapshotMayGetTooOld, finding.Kind);
        Assert.False(finding.IsDeviation);
        Assert.Empty(ample.Findings);
    }

    [Fact]
    public async Task Sessions_carry_the_runs_name_and_their_queries_the_tables()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Slow);
        mirror.Spec = mirror.Spec with { Views = true };
        using var stop = new CancellationTokenSource();
        var run = mirror.FailAsync(stop.Token);
        string? seen = null;

        await Eventually.Async(async () =>
        {
            seen = await mirror.Source.ScalarAsync(
                """
                SELECT string_agg(DISTINCT application_name, ',') || ': ' || max(query)
                FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY%slow%'
                """
            );
            return seen is { Length: > 0 };
        });
        var others = await mirror.Source.ScalarAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pintail'"
        );
        await stop.CancelAsync();
        await run;

        Assert.Matches("^pintail mirror [0-9a-f]{32}: COPY ", seen);
        Assert.Equal("0", others);
    }

    private static Task NothingIsLeftAsync(MirrorHarness mirror) =>
        Eventually.Async(async () =>
            await mirror.Source.ScalarAsync(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'pintail%'"
            ) == "0"
        );
}
