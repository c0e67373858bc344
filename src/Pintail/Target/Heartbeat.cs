using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Says every half minute that a run lives, on a connection of its own; only for targets that other runs may have open.
/// Stopped before the run's row gets its end: two transactions on one row would be a conflict.
/// </summary>
public sealed class Heartbeat : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;

    private Heartbeat(Warehouse warehouse, RunRegister register, string runId, TimeProvider time) =>
        _beating = warehouse.IsLocal
            ? Task.CompletedTask
            : Task.Run(() => BeatAsync(warehouse, register, runId, time, _stop.Token));

    public static Heartbeat Start(Warehouse warehouse, RunRegister register, string runId, TimeProvider time) =>
        new(warehouse, register, runId, time);

    /// <summary>No beat is on its way any more. May be called more than once.</summary>
    public async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task BeatAsync(
        Warehouse warehouse,
        RunRegister register,
        string runId,
        TimeProvider time,
        CancellationToken stop
    )
    {
        using var connection = warehouse.Connect();
        using var timer = new PeriodicTimer(RunRegister.HeartbeatInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                TryBeat(connection, register, runId);
        }
        catch (OperationCanceledException)
        {
            // The run is at its end.
        }
    }

    private static void TryBeat(DuckDBConnection connection, RunRegister register, string runId)
    {
        try
        {
            register.Beat(connection, runId);
        }
        catch (DuckDBException)
        {
            // The next beat tries again; publishing finds out whether the run was taken for dead meanwhile.
        }
    }
}
