using Microsoft.Extensions.Logging;
using Npgsql;

namespace Pintail.Postgres;

// While the exporter is idle: whether it lives, and who waits for its locks.
public sealed partial class SnapshotSession
{
    /// <summary>An idle session answers at once; a dead line should not look alive for longer.</summary>
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(10);

    private Task<PintailException?>? _lookingFromBeside;

    /// <summary>Cancelled when somebody has waited for the snapshot's locks for longer than they should: see <see cref="YieldReason"/>.</summary>
    public CancellationToken Yielding => _yielding.Token;

    /// <summary>Whom the snapshot has to give way to; null: nobody.</summary>
    public PintailException? YieldReason { get; private set; }

    /// <summary>Asks the exporter whether it still holds the snapshot; while it reads rows itself, its connection's state.</summary>
    public async Task<bool> CheckLostAsync(CancellationToken cancellation)
    {
        // A shared snapshot's exporter is mostly asked such short questions, and waiting for it ends. One that reads rows
        // is busy for long, and notices a loss by itself.
        var patience = Snapshot is { IsShared: true } && !_isExporterWorker ? CheckTimeout : TimeSpan.Zero;
        if (!IsLost && await _gate.WaitAsync(patience, cancellation))
        {
            try
            {
                await AskExporterAsync();
            }
            catch (NpgsqlException)
            {
                // A transaction that has failed holds no locks either.
                MarkLost();
            }
            finally
            {
                _gate.Release();
            }
        }
        else if (_connection.FullState.HasFlag(System.Data.ConnectionState.Broken))
        {
            MarkLost();
        }
        return IsLost;
    }

    private bool IsExporterUsable => !_wait.HasGivenUp && _connection.State == System.Data.ConnectionState.Open;

    private async Task AskExporterAsync()
    {
        // Of several who asked at once, only the first could still find it open.
        if (!IsExporterUsable)
        {
            MarkLost();
            return;
        }
        await using var command = new NpgsqlCommand("SELECT", _connection);
        if (!await _wait.BrieflyForAsync(command.ExecuteNonQueryAsync(CancellationToken.None), CheckTimeout))
            MarkLost();
    }

    private async Task KeepAliveAsync(PeriodicTimer timer)
    {
        try
        {
            while (await timer.WaitForNextTickAsync() && !await CheckLostAsync(_closing.Token))
                await LookAtLockQueueAsync();
        }
        catch (OperationCanceledException)
        {
            // The session is being disposed.
        }
        catch (Exception e)
        {
            // Nobody would notice a loss any more.
            _logger.LogWarning("Looking after the snapshot failed: {Reason}", e.Message);
            MarkLost();
        }
    }

    private async Task LookAtLockQueueAsync()
    {
        if (!_options.WatchLocks || IsLost || YieldReason is not null)
            return;
        // A server that hangs does not keep the exporter from being asked whether it lives.
        if (_lookingFromBeside is { } looking)
        {
            if (!looking.IsCompleted)
                return;
            _lookingFromBeside = null;
            await YieldAsync(await looking);
            return;
        }
        if (await _gate.WaitAsync(TimeSpan.Zero))
        {
            try
            {
                await LookOnExporterAsync();
            }
            finally
            {
                _gate.Release();
            }
        }
        else if (Snapshot is not null)
        {
            _lookingFromBeside = Task.Run(_lockQueue.LookFromBeside);
        }
    }

    private async Task LookOnExporterAsync()
    {
        try
        {
            if (!IsExporterUsable)
                MarkLost();
            else if (Snapshot is not null)
                await YieldAsync(await _wait.ForAsync(_lockQueue.LookAsync(), _closing.Token));
        }
        catch (Exception e) when (PostgresErrors.IsOfSource(e))
        {
            MarkLost();
        }
    }

    private async Task YieldAsync(PintailException? reason)
    {
        if (reason is null)
            return;
        YieldReason = reason;
        await _yielding.CancelAsync();
    }
}
