using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>A source database, a target file in a folder of its own, and runs from one to the other.</summary>
internal sealed class MirrorHarness : IMirrorObserver, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-test-").FullName;

    public MirrorHarness(TestDatabase source, string fileName = "copy.duckdb")
    {
        Source = source;
        TargetFile = Path.Combine(_folder, fileName);
        Spec = new MirrorSpec
        {
            Source = Conninfo.Resolve(source.Conninfo, new Dictionary<string, string>()),
            Target = new TargetSpec { File = TargetFile },
            Jobs = 2,
            RetryBase = TimeSpan.FromMilliseconds(1),
            // What is recorded for a next refresh matters to few tests.
            DurabilityWait = TimeSpan.FromSeconds(1),
            // What several threads do beside each other is what most tests are to see.
            LoadsWithAllThreads = true,
        };
    }

    public TestDatabase Source { get; }
    public string TargetFile { get; init; }
    public MirrorSpec Spec { get; set; }

    /// <summary>Opens the target for each run; null: as the spec says.</summary>
    public Func<TargetOpening>? Opening { get; set; }
    public ConcurrentQueue<PintailException> Waits { get; } = [];
    public RecordedLog Log { get; } = new();
    public ConcurrentQueue<PintailException> Doubts { get; } = [];
    public MirrorPlan? Plan { get; private set; }

    /// <summary>Called when the snapshot is taken and nothing is read yet.</summary>
    public Action? OnPlanned { get; set; }

    /// <summary>Called when a table starts, on its thread.</summary>
    public Action<TableProgress>? OnTableStarted { get; set; }

    /// <summary>Called when a table is loaded or has failed, on its thread.</summary>
    public Action<TableResult>? OnTableFinished { get; set; }

    /// <summary>Called when an attempt has failed, before the next one waits.</summary>
    public Action? OnWaiting { get; set; }

    /// <summary>Called between loading and publishing.</summary>
    public Action? OnPublishing { get; set; }

    public static async Task<MirrorHarness> CreateAsync(PostgresFixture fixture, string sql, string server = "npm")
    {
        var source = await fixture.CreateDatabaseAsync(server);
        await source.ExecuteAsync(sql);
        return new MirrorHarness(source);
    }

    public Task<MirrorResult> RunAsync(CancellationToken cancellation = default) => NewRun().RunAsync(cancellation);

    public Task<MirrorPlan> PlanAsync() => NewRun().PlanAsync(CancellationToken.None);

    /// <summary>A run in which every table is loaded and nothing is refused.</summary>
    public async Task<MirrorResult> SucceedAsync()
    {
        var result = await RunAsync();
        Assert.All(result.Tables, table => Assert.Null(table.Error?.ToString()));
        Assert.Equal(0, result.ExitCode);
        return result;
    }

    /// <summary>A run that ends as a whole.</summary>
    public Task<PintailException> FailAsync(CancellationToken cancellation = default) =>
        Assert.ThrowsAsync<PintailException>(() => RunAsync(cancellation));

    /// <summary>A run in which one table fails or is refused: why.</summary>
    public async Task<PintailException> FailTableAsync(string name)
    {
        var result = await RunAsync();
        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        var failed = Assert.Single(result.Tables, table => table.Error is not null);
        Assert.Equal(name, $"{failed.Schema}.{failed.Table}");
        return failed.Error!;
    }

    /// <summary>Source as another role; the server trusts everyone.</summary>
    public void ConnectAs(string role) => Spec = Spec with { Source = Spec.Source with { User = role } };

    public void Filter(params string[] includedTables) =>
        Spec = Spec with { Filter = Spec.Filter with { IncludedTables = includedTables } };

    public void Rename(string name, string newName) =>
        Spec = Spec with { Renames = new Dictionary<string, string>(Spec.Renames) { [name] = newName } };

    /// <summary>The rows of a query on the target file, each as its values joined by '|', NULL as ∅.</summary>
    public List<string> Rows(string sql)
    {
        using var database = DuckDBDatabase.Open(TargetFile);
        using var connection = database.Connect();
        using var result = connection.Query(sql);
        return [.. result.Rows().Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "∅")))];
    }

    public string Scalar(string sql) => Assert.Single(Rows(sql));

    /// <summary>schema.table of all tables in the target that are not Pintail's own, in order.</summary>
    public List<string> Tables() =>
        Rows(
            """
            SELECT schema_name || '.' || table_name FROM duckdb_tables()
            WHERE schema_name <> 'pintail' AND table_name NOT IN ('flight_tracker', 'last_sync_time') ORDER BY 1
            """
        );

    public void Execute(string sql)
    {
        using var database = DuckDBDatabase.Open(TargetFile);
        using var connection = database.Connect();
        connection.Execute(sql);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    void IMirrorObserver.Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait)
    {
        Waits.Enqueue(error);
        OnWaiting?.Invoke();
    }

    void IMirrorObserver.Planned(MirrorPlan plan)
    {
        Plan = plan;
        OnPlanned?.Invoke();
    }

    void IMirrorObserver.TableStarted(TableProgress progress) => OnTableStarted?.Invoke(progress);

    void IMirrorObserver.TableFinished(TableResult result) => OnTableFinished?.Invoke(result);

    void IMirrorObserver.Doubted(TablePlan table, PintailException why) => Doubts.Enqueue(why);

    void IMirrorObserver.Publishing(int tables) => OnPublishing?.Invoke();

    void IMirrorObserver.CheckpointFailed(PintailException why) => Doubts.Enqueue(why);

    private MirrorRun NewRun() => new(Spec, this, new HastyTime(), Log) { Opening = Opening?.Invoke() };
}
