using Npgsql;
using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>Connections that break while rows are read. The first connection of a run is the exporter's, then workers'.</summary>
public class LostConnectionTests(PostgresFixture fixture)
{
    // Some 3 MB as COPY sends it, and another table that is done in no time.
    private const string Sql = """
        CREATE TABLE t AS SELECT i AS id, repeat('x', 100) AS filler FROM generate_series(1, 25000) i;
        CREATE TABLE small AS SELECT 1 AS a; ANALYZE;
        """;
    private const string Rows = "SELECT count(*), count(DISTINCT id), sum(id) FROM public.t";
    private const string AllRows = "25000|25000|312512500";

    [Theory]
    [InlineData(200)]
    [InlineData(60_000)]
    [InlineData(1_500_000)]
    public async Task Connection_cut_in_the_middle_is_one_attempt_of_its_table(long bytes)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror);
        // Only what carries rows: the exporter is connection 1, and a cancel request says too little to be cut.
        proxy.CutAfter = number => number == 2 ? bytes : null;
        mirror.Spec = mirror.Spec with { Jobs = 1 };

        var result = await mirror.SucceedAsync();

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(ErrorKind.SourceUnreachable, Assert.Single(mirror.Waits).Kind);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
        Assert.Equal(2, result.Tables.Single(table => table.Table == "t").Attempts);
        Assert.Equal("2", mirror.Scalar("SELECT attempts FROM main.flight_tracker WHERE source_table = 't'"));
    }

    [Fact]
    public async Task Connections_cut_each_time_end_the_table_after_its_attempts_and_the_others_are_published()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE small SET a = 2; UPDATE t SET id = 0");
        using var proxy = Between(mirror);
        proxy.CutAfter = number => number == 1 ? null : 1_000_000;
        mirror.Spec = mirror.Spec with { MaxRetries = 3, Jobs = 1 };

        var error = await mirror.FailTableAsync("public.t");

        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.Contains("public.t", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, mirror.Waits.Count);
        Assert.Equal(3, proxy.Cuts);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
        Assert.Equal("2", mirror.Scalar("SELECT a FROM public.small"));
        Assert.Equal(
            "failed|3|SourceUnreachable",
            mirror.Scalar("SELECT status, attempts, error_kind FROM pintail.table_run WHERE status <> 'loaded'")
        );
    }

    [Fact]
    public async Task Worker_whose_backend_is_ended_reads_again_at_the_same_snapshot()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror);
        var killed = 0;
        mirror.OnTableStarted = progress =>
        {
            if (progress.Table.Name != "public.t")
                return;
            mirror.Source.ExecuteAsync("UPDATE t SET id = id + 1000000").Wait();
            proxy.Slow(TimeSpan.FromMilliseconds(1));
            _ = Task.Run(async () => killed += await EndBackendsAsync(mirror.Source, "query LIKE 'COPY%'", 1));
        };
        mirror.Spec = mirror.Spec with { Jobs = 1 };

        await mirror.SucceedAsync();

        Assert.Equal(1, killed);
        Assert.Single(mirror.Waits);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
        Assert.Equal("1", mirror.Scalar("SELECT count(DISTINCT snapshot_lsn) FROM pintail.table_run"));
    }

    [Theory]
    [InlineData(PublishMode.Together)]
    [InlineData(PublishMode.PerTable)]
    public async Task Exporter_lost_begins_the_run_again_at_a_new_snapshot(PublishMode publish)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var plans = new List<string>();
        mirror.OnTableStarted = progress =>
        {
            if (progress.Table.Name != "public.t" || plans.Count > 0)
                return;
            plans.Add(mirror.Plan!.SnapshotLsn!);
            EndBackendsAsync(mirror.Source, "query NOT LIKE 'COPY%'", 1).Wait();
            mirror.Source.ExecuteAsync("UPDATE t SET id = id + 1000000; UPDATE small SET a = 2").Wait();
        };
        mirror.Spec = mirror.Spec with { Publish = publish };

        await mirror.SucceedAsync();

        Assert.NotEqual(plans[0], mirror.Plan!.SnapshotLsn);
        Assert.Equal("25000|25000|25312512500", mirror.Scalar(Rows));
        Assert.Equal(ErrorKind.SourceUnreachable, Assert.Single(mirror.Waits).Kind);
        if (publish == PublishMode.Together)
            Assert.Equal(
                "2|1",
                mirror.Scalar(
                    "SELECT (SELECT a FROM public.small), count(DISTINCT snapshot_lsn) FROM pintail.table_state"
                )
            );
        Assert.Equal("succeeded", mirror.Scalar("SELECT status FROM pintail.run"));
    }

    [Fact]
    public async Task Run_is_recorded_from_its_first_attempt_on()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using var proxy = Between(mirror);
        proxy.CutAfter = number => number == 1 ? 10 : null;
        DateTime? failed = null;
        mirror.OnWaiting = () => failed = DateTime.UtcNow;

        await mirror.SucceedAsync();

        Assert.Equal(
            "True",
            mirror.Scalar($"SELECT started_at < TIMESTAMP '{failed:yyyy-MM-dd HH:mm:ss.ffffff}' FROM pintail.run")
        );
    }

    [Fact]
    public async Task Exporter_lost_after_the_last_row_counts_too()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var isFirst = true;
        mirror.OnTableFinished = result =>
        {
            if (result.Table != "t" || !isFirst)
                return;
            isFirst = false;
            // Its locks go with it, so nobody can say any more what a TRUNCATE did meanwhile.
            EndBackendsAsync(mirror.Source, "query NOT LIKE 'COPY%' AND query NOT LIKE '%LOCK TABLE%'", 1).Wait();
        };

        await mirror.SucceedAsync();

        Assert.Single(mirror.Waits);
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    [Fact]
    public async Task Exporter_lost_each_time_ends_the_run_after_its_attempts_and_leaves_all_as_it_was()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE small SET a = 2");
        mirror.OnTableStarted = progress =>
        {
            if (progress.Table.Name == "public.t")
                EndBackendsAsync(mirror.Source, "query NOT LIKE 'COPY%'", 1).Wait();
        };
        mirror.Spec = mirror.Spec with { MaxRetries = 3, Full = true };

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.SourceUnreachable, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Equal(2, mirror.Waits.Count);
        Assert.Equal("1", mirror.Scalar("SELECT a FROM public.small"));
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%staging%'"));
        mirror.OnTableStarted = null;
        await mirror.SucceedAsync();
        Assert.Equal("2", mirror.Scalar("SELECT a FROM public.small"));
    }

    [Fact]
    public async Task Table_by_table_what_was_published_before_the_source_went_stays()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE small SET a = 2; UPDATE t SET id = 0");
        using var proxy = Between(mirror);
        using var published = new ManualResetEventSlim();
        mirror.OnTableStarted = progress =>
        {
            if (progress.Table.Name != "public.t")
                return;
            published.Wait(TimeSpan.FromSeconds(30));
            proxy.Dispose();
        };
        mirror.OnTableFinished = result =>
        {
            if (result is { Table: "small", Status: TableStatus.Loaded })
                published.Set();
        };
        mirror.Spec = mirror.Spec with { Publish = PublishMode.PerTable, MaxRetries = 2 };

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.Equal("2", mirror.Scalar("SELECT a FROM public.small"));
        Assert.Equal(AllRows, mirror.Scalar(Rows));
    }

    private static TcpProxy Between(MirrorHarness mirror)
    {
        var proxy = new TcpProxy(mirror.Source.Server.Host, mirror.Source.Server.Port);
        mirror.Spec = mirror.Spec with { Source = mirror.Spec.Source with { Port = proxy.Port } };
        return proxy;
    }

    /// <summary>Waits for that many of Pintail's backends in this database, ends them and waits until they are gone.</summary>
    private static async Task<int> EndBackendsAsync(TestDatabase source, string which, int count)
    {
        await using var connection = await source.OpenAsync();
        var filter =
            $"datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'pintail%' AND {which}";
        var pids = new List<int>();
        for (var deadline = DateTime.UtcNow.AddSeconds(20); pids.Count < count && DateTime.UtcNow < deadline; )
        {
            await using var command = new NpgsqlCommand(
                $"SELECT pid FROM pg_stat_activity WHERE {filter} AND state IS NOT NULL ORDER BY backend_start LIMIT {count}",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync();
            pids.Clear();
            while (await reader.ReadAsync())
                pids.Add(reader.GetInt32(0));
        }
        foreach (var pid in pids)
        {
            await using var end = new NpgsqlCommand($"SELECT pg_terminate_backend({pid}, 10000)", connection);
            await end.ExecuteNonQueryAsync();
        }
        return pids.Count;
    }
}
