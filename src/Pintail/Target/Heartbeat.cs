using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Says every half minute that a run lives, on a connection of its own; only for targets that other runs may have open.
/// Stopped before the run's row gets its end: two transactions on one row would be a conflict.
/// </summary>
public sealed class Heartbeat : IAsyncDisposable
{
    private readonly PeriodicTimer _timer;
    private readonly Task _beating;

    private Heartbeat(Warehouse warehouse, RunRegister register, string runId, TimeProvider time)
    {
        _timer = new PeriodicTimer(RunRegister.HeartbeatInterval, time);
        _beating = warehouse.IsLocal ? Task.CompletedTask : Task.Run(() => BeatAsync(warehouse, register, runId));
    }

    public static Heartbeat Start(Warehouse warehouse, RunRegister register, string runId, TimeProvider time) =>
        new(warehouse, register, runId, time);

    /// <summary>No beat is on its way any more. May be called more than once.</summary>
    public async ValueTask StopAsync()
    {
        // Ends the wait for the next beat.
        _timer.Dispose();
        await _beating.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => StopAsync();

    private async Task BeatAsync(Warehouse warehouse, RunRegister register, string runId)
    {
        using var connection = warehouse.Connect();
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
            TryBeat(connection, register, runId);
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
