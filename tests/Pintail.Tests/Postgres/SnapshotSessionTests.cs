using Npgsql;
using Pintail.Cli.Demo;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class SnapshotSessionTests(PostgresFixture fixture)
{
    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Workers_see_one_moment_while_money_moves_between_tables(string server)
    {
        const int Tables = 4;
        var database = await fixture.CreateDatabaseAsync(server);
        for (var table = 0; table < Tables; table++)
        {
            await database.ExecuteAsync(
                $"CREATE TABLE account{table} AS SELECT x AS id, 100 AS money FROM generate_series(1, 50) x"
            );
        }
        await using var session = await database.OpenSessionAsync();
        using var stop = new CancellationTokenSource();
        var moves = 0;
        var writer = Task.Run(async () =>
        {
            var random = new Random(1);
            await using var connection = await database.OpenAsync();
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref moves))
            {
                var amount = random.Next(-50, 50);
                await using var command = new NpgsqlCommand(
                    $"BEGIN; UPDATE account{random.Next(Tables)} SET money = money + {amount} WHERE id = {random.Next(1, 51)}; "
                        + $"UPDATE account{random.Next(Tables)} SET money = money - {amount} WHERE id = {random.Next(1, 51)}; COMMIT",
                    connection
                );
                await command.ExecuteNonQueryAsync();
            }
        });
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        var total = 0;
        for (var table = 0; table < Tables; table++)
        {
            using var worker = session.OpenWorker(default);
            // The writer commits between any two of the readings.
            for (var seen = Volatile.Read(ref moves); Volatile.Read(ref moves) < seen + 20; )
            {
                await Task.Yield();
            }
            total += int.Parse(worker.ReadOne($"SELECT sum(money)::text FROM public.account{table}")!);
        }
        await stop.CancelAsync();
        await writer;
        Assert.Equal(Tables * 50 * 100, total);
        Assert.True(snapshot.IsShared);
        Assert.Matches("^[0-9A-F]+/[0-9A-F]+$", snapshot.Lsn);
        Assert.Matches("^[0-9]+:[0-9]+:[0-9,]*$", snapshot.TransactionIds);
        Assert.InRange(DateTimeOffset.UtcNow - snapshot.Time, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, snapshot.Time.Offset);
    }

    [Fact]
    public async Task Snapshot_that_cannot_be_exported_is_read_by_the_exporter_alone()
    {
        var database = await fixture.CreateDatabaseAsync();
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE t AS SELECT generate_series(1, 100000) AS x; GRANT SELECT ON t TO {role};
            REVOKE EXECUTE ON FUNCTION pg_export_snapshot() FROM PUBLIC;
            """
        );
        await using var session = await database.OpenSessionAsync(role: role);
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        Assert.False(snapshot.IsShared);
        await database.ExecuteAsync("DELETE FROM t");
        using (var worker = session.OpenWorker(default))
        {
            Assert.Throws<InvalidOperationException>(() => session.OpenWorker(default));
            Assert.Equal(100_000, worker.Read("SELECT x::text FROM public.t").Count);
            Assert.False(await session.CheckLostAsync(default));
        }
        using var next = session.OpenWorker(default);
        Assert.Equal("100000", next.ReadOne("SELECT count(*)::text FROM public.t"));
        Assert.False(next.IsBroken);
    }

    [Theory]
    [InlineData("SELECT (100000 / (99999 - x))::text FROM public.t")]
    [InlineData("SELECT x::text FROM public.no_such_table")]
    [InlineData(null)]
    public async Task Copy_that_fails_on_the_exporter_leaves_its_snapshot(string? failing)
    {
        var database = await fixture.CreateDatabaseAsync();
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE t AS SELECT generate_series(1, 100000) AS x; GRANT SELECT ON t TO {role};
            REVOKE EXECUTE ON FUNCTION pg_export_snapshot() FROM PUBLIC;
            """
        );
        await using var session = await database.OpenSessionAsync(role: role);
        await session.TakeAsync(SourceSide.Tables, default);
        await database.ExecuteAsync("DELETE FROM t");
        using (var worker = session.OpenWorker(default))
        {
            if (failing is not null)
            {
                Assert.Throws<PostgresException>(() => worker.Read(failing));
                Assert.True(worker.IsBroken);
            }
            else
            {
                // The reader gives up half-way.
                var rows = worker.Copy("COPY (SELECT x::text FROM public.t) TO STDOUT (FORMAT binary)");
                rows.BeginBatch();
                Assert.True(rows.TryNextRow(out _, out _));
            }
        }
        Assert.False(await session.CheckLostAsync(default));
        using var next = session.OpenWorker(default);
        Assert.Equal("100000", next.ReadOne("SELECT count(*)::text FROM public.t"));
        Assert.Equal("100000", next.ReadOne("SELECT count(*)::text FROM public.t"));
    }

    [Fact]
    public async Task Exporter_terminated_is_told_to_all_who_ask_at_once()
    {
        var database = await fixture.CreateDatabaseAsync();
        await using var session = await database.OpenSessionAsync();
        await session.TakeAsync(SourceSide.Tables, default);
        await TerminateAsync(database, (await BackendsAsync(database))[0]);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => session.CheckLostAsync(default)))
        );
        Assert.All(answers, Assert.True);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Exporter_terminated_is_told_from_a_lost_worker(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 1000) AS x");
        await using var session = await database.OpenSessionAsync();
        await session.TakeAsync(SourceSide.Tables, default);
        using var worker = session.OpenWorker(default);
        var ids = await BackendsAsync(database);
        await TerminateAsync(database, ids[1]);
        Assert.ThrowsAny<Exception>(() => worker.ReadOne("SELECT count(*)::text FROM public.t"));
        Assert.True(worker.IsBroken);
        Assert.False(await session.CheckLostAsync(default));
        using (var second = session.OpenWorker(default))
        {
            Assert.Equal("1000", second.ReadOne("SELECT count(*)::text FROM public.t"));
        }
        await TerminateAsync(database, ids[0]);
        var error = Assert.Throws<PintailException>(() => session.OpenWorker(default));
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.True(session.IsLost);
    }

    [Fact]
    public async Task Lost_fires_by_itself_when_the_exporter_is_gone()
    {
        var database = await fixture.CreateDatabaseAsync();
        await using var session = await database.OpenSessionAsync(
            new SnapshotOptions { KeepAlive = TimeSpan.FromMilliseconds(20) }
        );
        await session.TakeAsync(SourceSide.Tables, default);
        var lost = new TaskCompletionSource();
        await using var registration = session.Lost.Register(lost.SetResult);
        Assert.False(session.IsLost);
        await TerminateAsync(database, (await BackendsAsync(database))[0]);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(await session.CheckLostAsync(default));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Copy_is_stopped_at_the_server_when_its_worker_is_disposed(bool onExporter, bool rowsFirst)
    {
        var database = await fixture.CreateDatabaseAsync();
        await using var session = await database.OpenSessionAsync();
        await session.TakeAsync(SourceSide.Tables, default);
        var worker = onExporter ? session.OpenExporterAsWorker(default) : session.OpenWorker(default);
        var rows = worker.Copy(
            "COPY (SELECT a::text FROM pg_catalog.generate_series(1, 9999) a, pg_catalog.generate_series(1, 9999) b, pg_catalog.generate_series(1, 9999) c) TO STDOUT (FORMAT binary)"
        );
        rows.BeginBatch();
        Assert.True(rows.TryNextRow(out _, out _));
        if (rowsFirst)
        {
            rows.Dispose();
        }
        worker.Dispose();
        for (var deadline = DateTime.UtcNow.AddSeconds(30); (await BackendsAsync(database)).Count > 1; )
        {
            Assert.True(DateTime.UtcNow < deadline, "The COPY still runs.");
        }
        using var next = session.OpenExporterAsWorker(default);
        Assert.Equal("1", next.ReadOne("SELECT 1::text"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copy_cancelled_fails_with_57014(bool onExporter)
    {
        var database = await fixture.CreateDatabaseAsync();
        await using var session = await database.OpenSessionAsync();
        await session.TakeAsync(SourceSide.Tables, default);
        using var worker = onExporter ? session.OpenExporterAsWorker(default) : session.OpenWorker(default);
        var reading = Task.Run(() => worker.Read("SELECT pg_catalog.pg_sleep(1000)::text"));
        await using (var connection = await database.OpenAsync())
        {
            await using var command = new NpgsqlCommand(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
                connection
            );
            while ((long)(await command.ExecuteScalarAsync())! == 0) { }
        }
        worker.Cancel();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => reading);
        Assert.Equal(ErrorKind.Cancelled, PostgresErrors.Classify(error, "Reading", cancelling: true).Kind);
        Assert.True(worker.IsBroken);
    }

    [Fact]
    public async Task Exporter_as_a_worker_reads_its_snapshot()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 1000) AS x");
        await using var session = await database.OpenSessionAsync();
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        await database.ExecuteAsync("DELETE FROM t");
        await using var source = database.Settings().ToNpgsql();
        var start = WorkerStart.For(snapshot, snapshot.Catalog.ServerVersionNumber / 10_000, new SnapshotOptions());
        using var worker = session.OpenExporterAsWorker(default);
        Assert.Equal(
            "1000 repeatable read",
            worker.ReadOne("SELECT count(*) || ' ' || current_setting('transaction_isolation') FROM public.t")
        );
        Assert.Equal("1000", worker.ReadOne("SELECT count(*)::text FROM public.t"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Standby_is_read_as_a_primary_is(string server)
    {
        var bin = server switch
        {
            "npm" => PostgresBinaries.FromNpm(),
            "debian" => PostgresBinaries.FromDebian().First(),
            _ => server,
        };
        await using var standby = await ThrowawayPostgres.StartAsync(new ThrowawayPostgresOptions { BinFolder = bin });
        var database = new TestDatabase(standby, "postgres");
        await database.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 1000) AS x; CHECKPOINT");
        await standby.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(standby.DataFolder, "standby.signal"), "");
        await standby.RestartAsync();
        await using var session = await database.OpenSessionAsync();
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        Assert.True(snapshot.IsInRecovery && snapshot.Catalog.IsInRecovery);
        Assert.True(snapshot.IsShared);
        Assert.NotEqual("0/0", snapshot.Lsn);
        Assert.Equal([snapshot.Catalog.Relation("t").Oid], snapshot.Locked);
        using var worker = session.OpenWorker(default);
        Assert.Equal("1000", worker.ReadOne("SELECT count(*)::text FROM public.t"));
    }

    [Fact]
    public async Task Open_on_an_unreachable_server_throws_a_classified_error()
    {
        var database = await fixture.CreateDatabaseAsync();
        var settings = database.Settings() with { Port = 1 };
        var error = await Assert.ThrowsAsync<PintailException>(() =>
            SnapshotSession.OpenAsync(settings, new SnapshotOptions(), default)
        );
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        var missing = database.Settings() with { Database = "no such" };
        error = await Assert.ThrowsAsync<PintailException>(() =>
            SnapshotSession.OpenAsync(missing, new SnapshotOptions(), default)
        );
        Assert.Contains("3D000", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Pintail's backends in the order in which they were started: the exporter first.</summary>
    private static async Task<List<int>> BackendsAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"SELECT pid FROM pg_stat_activity WHERE datname = '{database.Name}' AND application_name = 'pintail' ORDER BY backend_start",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        var pids = new List<int>();
        while (await reader.ReadAsync())
        {
            pids.Add(reader.GetInt32(0));
        }
        return pids;
    }

    /// <summary>Returns when the backend is gone.</summary>
    private static async Task TerminateAsync(TestDatabase database, int pid)
    {
        await database.ExecuteAsync($"SELECT pg_terminate_backend({pid})");
        while ((await BackendsAsync(database)).Contains(pid)) { }
    }
}
