using Pintail.Scan;

namespace Pintail.Mirror;

/// <summary>Works on tables side by side, in their order, each as soon as the budget has a connection for it.</summary>
internal static class SideBySide
{
    /// <param name="begin">Called once per table, one at a time, with its first connection taken; what it returns runs on a
    /// thread beside the others, because DuckDB's statements block.</param>
    /// <returns>Of the tables that were begun: none after an interruption or the loss of the snapshot.</returns>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(
        IReadOnlyList<TablePlan> tables,
        StreamBudget budget,
        PlannedSource source,
        Func<TablePlan, CancellationToken, Func<T>> begin,
        CancellationToken cancellation
    )
    {
        using var cancelQueries = cancellation.Register(source.Workers.CancelAll);
        // A thread of its own: it blocks while all connections are out.
        return await OnThread(() => BeginAll(tables, budget, source, begin, cancellation))
            .Unwrap()
            .ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<T>> BeginAll<T>(
        IReadOnlyList<TablePlan> tables,
        StreamBudget budget,
        PlannedSource source,
        Func<TablePlan, CancellationToken, Func<T>> begin,
        CancellationToken cancellation
    )
    {
        using var threads = new ReusedThreads();
        var running = new List<Task<T>>();
        var hasFailed = false;
        foreach (var table in tables)
        {
            try
            {
                budget.TakeForTable(cancellation);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (source.Session.IsLost)
                break;
            running.Add(Start(BeginOne(table)));
            if (hasFailed)
                break;
        }
        return await Task.WhenAll(running).ConfigureAwait(false);

        Task<T> Start(Func<T> work)
        {
            try
            {
                return threads.RunAsync(work);
            }
            catch (Exception e)
            {
                budget.Give();
                hasFailed = true;
                return Task.FromException<T>(e);
            }
        }

        // What began gives its connection back itself. Its failure is told after those that run have ended, as they use
        // what the caller is about to let go of.
        Func<T> BeginOne(TablePlan table)
        {
            try
            {
                return begin(table, cancellation);
            }
            catch (Exception e)
            {
                budget.Give();
                hasFailed = true;
                return () => throw e;
            }
        }
    }

    /// <summary>For what blocks.</summary>
    public static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
