using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>An ALTER TABLE that waits for a run's locks, and a reader who waits behind it.</summary>
public class YieldTests(PostgresFixture fixture)
{
    // The view keeps a run busy for a hundred seconds.
    private const string Sql = """
        CREATE TABLE t AS SELECT 1 AS a;
        CREATE VIEW slow AS SELECT i AS a FROM generate_series(1, 10000) i, LATERAL (SELECT pg_sleep(0.01 + 0 * i)) s;
        """;

    private const string Waiting =
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass AND mode = 'AccessExclusiveLock'";

    [Fact]
    public async Task Run_gives_way_to_who_waits_too_long_and_copies_what_they_made()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { Views = true, YieldAfter = TimeSpan.FromSeconds(1) };
        Task? altered = null;
        mirror.OnPlanned = () =>
            altered ??= Task.Run(() =>
                mirror.Source.ExecuteAsync(
                    "ALTER TABLE t ADD b int DEFAULT 2; CREATE OR REPLACE VIEW slow AS SELECT 1 AS a"
                )
            );

        await mirror.SucceedAsync();

        await altered!;
        // A worker that came too late for its lock may have waited before.
        var error = mirror.Waits.Last();
        Assert.Equal(ErrorKind.SourceConflict, error.Kind);
        Assert.Matches(
            @"^The server's process [0-9]+ waits for the end of this run's snapshot to lock public\.t \(AccessExclusiveLock\), and the run gave way",
            error.Message
        );
        Assert.Equal("1|2", mirror.Scalar("SELECT a, b FROM public.t"));
    }

    // Other connections are kept out of a table that somebody waits for, so the one with the snapshot reads it itself.
    [Fact]
    public async Task Run_gives_way_while_it_reads_the_table_that_is_waited_for()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 10000) i"
        );
        mirror.Spec = mirror.Spec with
        {
            YieldAfter = TimeSpan.FromSeconds(1),
            LockTimeout = TimeSpan.FromMilliseconds(200),
            // A hundred seconds of them.
            RowFilters = new Dictionary<string, string> { ["public.t"] = "pg_sleep(0.01 + 0 * a) IS NOT NULL" },
        };
        Task? altered = null;
        mirror.OnPlanned = () =>
        {
            if (altered is not null)
                return;
            altered = Task.Run(() =>
                mirror.Source.ExecuteAsync("ALTER TABLE t ADD b int DEFAULT 2; DELETE FROM t WHERE a > 3")
            );
            Eventually.Async(async () => await mirror.Source.ScalarAsync(Waiting) == "1").Wait();
        };
        var started = DateTime.UtcNow;

        await mirror.SucceedAsync();

        await altered!;
        Assert.Contains("and the run gave way to it", mirror.Waits.Last().Message);
        Assert.Equal("3|2", mirror.Scalar("SELECT count(*), max(b) FROM public.t"));
        Assert.True(DateTime.UtcNow - started < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Run_that_does_not_give_way_tells_who_waits_once()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var options = new SnapshotOptions { WatchLocks = true, KeepAlive = TimeSpan.FromMilliseconds(200) };
        var log = new RecordedLog();
        await using var session = await SnapshotSession.OpenAsync(
            mirror.Spec.Source,
            options,
            CancellationToken.None,
            log
        );
        await session.TakeAsync(
            catalog => [.. catalog.Relations.Where(relation => relation.Name == "t")],
            CancellationToken.None
        );

        var alter = mirror.Source.ExecuteAsync("ALTER TABLE t ADD b int");
        await Eventually.Async(() => Task.FromResult(!log.Warnings.IsEmpty));
        var read = mirror.Source.ExecuteAsync("SELECT * FROM t");
        await Task.Delay(TimeSpan.FromSeconds(1));

        Assert.False(alter.IsCompleted || read.IsCompleted);
        Assert.Contains("to lock public.t (AccessExclusiveLock)", Assert.Single(log.Warnings));
        Assert.Null(session.YieldReason);
        Assert.False(session.IsLost);
        await session.ReleaseAsync(CancellationToken.None);
        await Task.WhenAll(alter, read);
    }

    [Fact]
    public async Task Role_that_may_not_look_at_locks_keeps_its_snapshot()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(
            """
            CREATE TABLE t AS SELECT 1 AS a; CREATE ROLE blind LOGIN; GRANT SELECT ON t TO blind;
            REVOKE EXECUTE ON FUNCTION pg_blocking_pids(int) FROM PUBLIC;
            """
        );
        using var mirror = new MirrorHarness(source);
        mirror.ConnectAs("blind");
        var log = new RecordedLog();
        await using var session = await SnapshotSession.OpenAsync(
            mirror.Spec.Source,
            new SnapshotOptions { WatchLocks = true, KeepAlive = TimeSpan.FromMilliseconds(50) },
            CancellationToken.None,
            log
        );
        await session.TakeAsync(
            catalog => [.. catalog.Relations.Where(relation => relation.Name == "t")],
            CancellationToken.None
        );
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(await session.CheckLostAsync(CancellationToken.None));
        using var worker = session.OpenWorker(CancellationToken.None);
        Assert.Empty(log.Warnings);
    }
}
