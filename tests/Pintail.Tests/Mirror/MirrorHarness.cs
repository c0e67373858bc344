using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
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

    public MirrorHarness(TestDatabase source)
    {
        Source = source;
        TargetFile = Path.Combine(_folder, "copy.duckdb");
        Spec = new MirrorSpec
        {
            Source = Conninfo.Resolve(source.Conninfo, new Dictionary<string, string>()),
            Target = new TargetSpec { File = TargetFile },
            Jobs = 2,
            RetryBase = TimeSpan.FromMilliseconds(1),
        };
    }

    public TestDatabase Source { get; }
    public string TargetFile { get; init; }
    public MirrorSpec Spec { get; set; }
    public ConcurrentQueue<PintailException> Waits { get; } = [];
    public MirrorPlan? Plan { get; private set; }

    /// <summary>Called when a table starts, on its thread.</summary>
    public Action<TableProgress>? OnTableStarted { get; set; }

    /// <summary>Called between loading and publishing.</summary>
    public Action? OnPublishing { get; set; }

    public Task<MirrorResult> RunAsync(CancellationToken cancellation = default) => NewRun().RunAsync(cancellation);

    public Task<MirrorPlan> PlanAsync() => NewRun().PlanAsync(CancellationToken.None);

    /// <summary>The rows of a query on the target file, each as its values joined by '|', NULL as ∅.</summary>
    public List<string> Rows(string sql)
    {
        using var database = DuckDBDatabase.Open(TargetFile);
        using var connection = database.Connect();
        using var result = connection.Query(sql);
        return [.. result.Rows().Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "∅")))];
    }

    public string Scalar(string sql) => Assert.Single(Rows(sql));

    public void Execute(string sql)
    {
        using var database = DuckDBDatabase.Open(TargetFile);
        using var connection = database.Connect();
        connection.Execute(sql);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    void IMirrorObserver.Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait) =>
        Waits.Enqueue(error);

    void IMirrorObserver.Planned(MirrorPlan plan) => Plan = plan;

    void IMirrorObserver.TableStarted(TableProgress progress) => OnTableStarted?.Invoke(progress);

    void IMirrorObserver.TableFinished(TableResult result) { }

    void IMirrorObserver.Publishing(int tables) => OnPublishing?.Invoke();

    private MirrorRun NewRun() => new(Spec, this, TimeProvider.System, NullLogger.Instance);
}
