using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Pintail.Mirror;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;
using Pintail.Verify;

namespace Pintail.Tests.Verify;

/// <summary>Verifies what a harness has mirrored, with the harness' spec.</summary>
internal sealed class Verification(MirrorHarness mirror) : IVerifyObserver
{
    public ConcurrentQueue<TableVerification> Told { get; } = [];

    /// <summary>Called when a table starts, on its thread.</summary>
    public Action? OnTableStarted { get; init; }

    public static Task<VerifyResult> OfAsync(MirrorHarness mirror, CancellationToken cancellation = default) =>
        new Verification(mirror).RunAsync(cancellation);

    /// <summary>Of a mirror of one table.</summary>
    public static async Task<TableVerification> OfTableAsync(MirrorHarness mirror) =>
        Assert.Single((await OfAsync(mirror)).Tables);

    public static Task<PintailException> FailAsync(MirrorHarness mirror) =>
        Assert.ThrowsAsync<PintailException>(() => OfAsync(mirror));

    public async Task<VerifyResult> RunAsync(CancellationToken cancellation = default)
    {
        var run = new VerifyRun(mirror.Spec, this, new HastyTime(), NullLogger.Instance)
        {
            Opening = mirror.Opening?.Invoke(),
        };
        return await run.RunAsync(cancellation);
    }

    /// <summary>key|kind|columns|explained, for each row that is listed.</summary>
    public static IEnumerable<string> Rows(TableVerification table) =>
        table.Rows.Select(row =>
            string.Join(',', row.Key.Select(value => value ?? "∅"))
            + $" {row.Kind} {string.Join(',', row.Columns)}{(row.IsExplained ? " explained" : "")}"
        );

    void IVerifyObserver.Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait) { }

    void IVerifyObserver.Planned(MirrorPlan plan) { }

    void IVerifyObserver.TableStarted(TableProgress progress) => OnTableStarted?.Invoke();

    void IVerifyObserver.TableVerified(TableVerification table) => Told.Enqueue(table);
}
