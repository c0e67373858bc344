using Pintail.DuckDB;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>The very class that opens MotherDuck, over an attached file in place of "md:".</summary>
public sealed class MotherDuckTests : IDisposable
{
    private const string Token = "md-token-0815";
    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-test-").FullName;
    private readonly ManualTime _time = new();
    private readonly TargetSpec _spec = new() { MotherDuckDatabase = "my db", MotherDuckToken = Token };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Staging_publishing_and_records_are_the_same_as_in_a_file()
    {
        using var warehouse = await OpenAsync();
        StateTables.Create(warehouse);
        var register = new RunRegister(warehouse, _time);
        var run = NewRunId();
        register.Enter(run, "host:5432/db", "0.1", _time.GetUtcNow());
        var target = new TargetTable("main", "t");
        var staging = Staging.NameFor(run, 0, target);
        warehouse.Control.Execute($"CREATE TABLE {warehouse.Sql(staging)} AS SELECT 42 AS a");

        new Publication(warehouse, _time).Publish(Outcome(run, target, staging));

        Assert.Equal(42, Scalar(warehouse, "SELECT a FROM \"my db\".main.t"));
        Assert.Equal("succeeded", Scalar(warehouse, "SELECT status FROM \"my db\".pintail.run"));
        Assert.Equal("my db", Scalar(warehouse, "SELECT destination_database FROM \"my db\".main.flight_tracker"));
        Assert.True(Assert.Single(StateTables.Read(warehouse).Objects).IsOurs);
    }

    [Fact]
    public async Task Second_run_is_kept_out_while_the_first_gives_signs_of_life()
    {
        using var warehouse = await OpenAsync();
        StateTables.Create(warehouse);
        var register = new RunRegister(warehouse, _time);
        var first = NewRunId();
        register.Enter(first, "source", "0.1", _time.GetUtcNow());
        await using (Heartbeat.Start(warehouse, register, first, _time))
        {
            for (var minute = 0; minute < 10; minute++)
            {
                await BeatAsync(warehouse, TimeSpan.FromMinutes(1));
                var error = Assert.Throws<PintailException>(() =>
                    register.Enter(NewRunId(), "source", "0.1", _time.GetUtcNow())
                );
                Assert.Equal(ErrorKind.TargetLocked, error.Kind);
                Assert.Contains(first, error.Message, StringComparison.Ordinal);
            }
        }
        Assert.Equal(1L, Scalar(warehouse, "SELECT count(*) FROM \"my db\".pintail.run"));
    }

    [Fact]
    public async Task Run_that_died_is_followed_and_its_staging_dropped_and_can_publish_no_more()
    {
        using var warehouse = await OpenAsync();
        StateTables.Create(warehouse);
        var register = new RunRegister(warehouse, _time);
        var (dead, next) = (NewRunId(), NewRunId());
        register.Enter(dead, "source", "0.1", _time.GetUtcNow());
        var target = new TargetTable("main", "t");
        var staging = Staging.NameFor(dead, 0, target);
        warehouse.Control.Execute($"CREATE TABLE {warehouse.Sql(staging)} AS SELECT 1 AS a");
        _time.Advance(TimeSpan.FromMinutes(3));

        register.Enter(next, "source", "0.1", _time.GetUtcNow());

        Assert.Equal(
            "abandoned",
            Scalar(warehouse, $"SELECT status FROM \"my db\".pintail.run WHERE run_id = '{dead}'")
        );
        Assert.Equal(0L, Scalar(warehouse, "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%staging%'"));
        // It was only asleep, and wakes up.
        warehouse.Control.Execute($"CREATE TABLE {warehouse.Sql(staging)} AS SELECT 1 AS a");
        var error = Assert.Throws<PintailException>(() =>
            new Publication(warehouse, _time).Publish(Outcome(dead, target, staging))
        );
        Assert.Equal(ErrorKind.TargetLocked, error.Kind);
        Assert.Equal(0L, Scalar(warehouse, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 't'"));
        register.Abandon(dead, error);
        Assert.Equal(
            "abandoned",
            Scalar(warehouse, $"SELECT status FROM \"my db\".pintail.run WHERE run_id = '{dead}'")
        );
    }

    [Fact]
    public async Task Waiting_for_another_run_ends_when_it_does()
    {
        using var warehouse = await OpenAsync(TimeSpan.FromMinutes(10));
        StateTables.Create(warehouse);
        var register = new RunRegister(warehouse, _time);
        var first = NewRunId();
        register.Enter(first, "source", "0.1", _time.GetUtcNow());

        var waiting = register.WaitForOthersAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        register.Abandon(first, new PintailException(ErrorKind.Cancelled, "stopped"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));

        register.Enter(NewRunId(), "source", "0.1", _time.GetUtcNow());
    }

    [Fact]
    public async Task Two_runs_that_enter_at_the_same_moment_do_not_both_go_on()
    {
        using var warehouse = await OpenAsync();
        StateTables.Create(warehouse);
        using var other = warehouse.Connect();
        // The other one's row becomes visible only after ours was written: as when both commit at once.
        var (mine, theirs) = (NewRunId(), NewRunId());
        var register = new RunRegister(warehouse, new LateTime(_time, () => Insert(other, theirs)));

        var error = Assert.Throws<PintailException>(() => register.Enter(mine, "source", "0.1", _time.GetUtcNow()));

        Assert.Equal(ErrorKind.TargetLocked, error.Kind);
        Assert.Equal("failed", Scalar(warehouse, $"SELECT status FROM \"my db\".pintail.run WHERE run_id = '{mine}'"));
    }

    [Fact]
    public async Task Token_is_in_no_message()
    {
        var spec = _spec with { MotherDuckHost = "no-such-host.invalid" };
        Assert.DoesNotContain(Token, spec.ToString(), StringComparison.Ordinal);

        // There is no MotherDuck to be reached from a test; whatever goes wrong on the way must not tell the token.
        var error = await Assert.ThrowsAsync<PintailException>(() =>
            Warehouse.OpenAsync(
                spec,
                new MotherDuck(spec, $"/no/such/folder/{Token}"),
                2,
                _time,
                CancellationToken.None
            )
        );

        Assert.Equal(ErrorKind.TargetUnreachable, error.Kind);
        Assert.DoesNotContain(Token, error.Message + error.Hint, StringComparison.Ordinal);
        var explained = new MotherDuck(spec).Explain(
            Assert.Throws<DuckDBException>(() =>
            {
                using var database = DuckDBDatabase.Open();
                using var connection = database.Connect();
                connection.Execute($"SET motherduck_token = '{Token}' nonsense");
            })
        );
        Assert.DoesNotContain(Token, explained.Message + explained.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_is_missing_is_told_before_anything_is_opened()
    {
        var spec = _spec with { MotherDuckToken = null };

        var error = await Assert.ThrowsAsync<PintailException>(() =>
            Warehouse.OpenAsync(spec, 2, _time, CancellationToken.None)
        );

        Assert.Equal((ErrorKind.Configuration, ExitCodes.Usage), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains("MOTHERDUCK_TOKEN", error.Hint, StringComparison.Ordinal);
    }

    private static string NewRunId() => Guid.NewGuid().ToString("N");

    private Task<Warehouse> OpenAsync(TimeSpan waitLock = default)
    {
        var spec = _spec with { WaitLock = waitLock };
        var opening = new MotherDuck(spec, Path.Combine(_folder, "md.duckdb"), needsExtension: false);
        return Warehouse.OpenAsync(spec, opening, 2, _time, CancellationToken.None);
    }

    // The heartbeat is on its own thread; what it writes tells that it has been there.
    private async Task BeatAsync(Warehouse warehouse, TimeSpan time)
    {
        const string Last = "SELECT max(heartbeat_at) FROM \"my db\".pintail.run";
        var before = Scalar(warehouse, Last);
        // Its timer is there once it has begun.
        SpinWait.SpinUntil(() => _time.Waiting > 0, TimeSpan.FromSeconds(20));
        for (var deadline = DateTime.UtcNow.AddSeconds(20); Equals(Scalar(warehouse, Last), before); )
        {
            Assert.True(DateTime.UtcNow < deadline, "no heartbeat");
            _time.Advance(time);
            time = TimeSpan.Zero;
            await Task.Yield();
        }
    }

    private void Insert(DuckDBConnection connection, string runId) =>
        connection.Execute(
            "INSERT INTO \"my db\".pintail.run (run_id, status, started_at, heartbeat_at, pintail_version, source) VALUES ($1, 'running', $2, $2, '0', 's')",
            runId,
            _time.GetUtcNow()
        );

    private static object? Scalar(Warehouse warehouse, string sql)
    {
        using var result = warehouse.Control.Query(sql);
        return result.Scalar();
    }

    private RunOutcome Outcome(string run, TargetTable target, TargetTable staging) =>
        new()
        {
            RunId = run,
            Source = "host:5432/db",
            ServerVersion = "18",
            SnapshotLsn = "0/1",
            SnapshotTime = _time.GetUtcNow(),
            IsComplete = true,
            ExitCode = 0,
            Tables =
            [
                new TableOutcome
                {
                    SourceSchema = "public",
                    SourceTable = "t",
                    Target = target,
                    Staging = staging,
                    Change = TableChange.Replaced,
                    Strategy = "full",
                    Status = "loaded",
                    Rows = 1,
                    Attempts = 1,
                    StartedAt = _time.GetUtcNow(),
                    FinishedAt = _time.GetUtcNow(),
                },
            ],
        };

    /// <summary>Runs something the second time it is asked for the time, and the first time only notes it.</summary>
    private sealed class LateTime(TimeProvider inner, Action second) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            // Enter asks once for its row, once to look for others, and once more to look again.
            if (++_asked == 3)
                second();
            return inner.GetUtcNow();
        }
    }
}
