// Who is writing to a target, and how each run ended: pintail.run. A local file is held by one process, so any other run
// there that is marked as running is dead. MotherDuck has no such lock: there a run is alive while its heartbeat is
// young. Dead runs are marked as abandoned, and what they left in staging is dropped, when the next run enters.

using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>A run's row in pintail.run, from its beginning to its end.</summary>
public sealed class RunRegister
{
    /// <summary>How often a run says that it lives.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(30);

    /// <summary>SQL for the moment of a run by which runs are in order: they may have waited for each other since they began.</summary>
    internal const string LastSeenSql = "coalesce(finished_at, heartbeat_at)";

    // Four missed heartbeats: longer than a pause of the network that the run itself would survive.
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromMinutes(2);

    private readonly Warehouse _warehouse;
    private readonly TimeProvider _time;
    private readonly string _table;

    public RunRegister(Warehouse warehouse, TimeProvider time)
    {
        _warehouse = warehouse;
        _time = time;
        _table = warehouse.Sql(new TargetTable(StateTables.Schema, "run"));
    }

    /// <summary>
    /// Waits, as long as the target's spec allows, until no other run writes to a MotherDuck database. Holds nothing:
    /// <see cref="Enter"/> asks again.
    /// </summary>
    /// <exception cref="PintailException">TargetLocked.</exception>
    public Task WaitForOthersAsync(CancellationToken cancellation) =>
        TargetWait.RunAsync(
            _warehouse.Spec,
            _time,
            () =>
            {
                if (!_warehouse.IsLocal && StateTables.AreThere(_warehouse))
                    ThrowIfBusy(null);
                return true;
            },
            cancellation
        );

    /// <summary>
    /// Enters a run. Runs that died are marked as abandoned and their staging tables dropped.
    /// </summary>
    /// <param name="startedAt">When the run began, which is before it knew what to write where.</param>
    /// <exception cref="PintailException">TargetLocked: another run is writing to this MotherDuck database.</exception>
    public void Enter(string runId, string source, string pintailVersion, DateTimeOffset startedAt)
    {
        var now = _time.GetUtcNow();
        _warehouse.InTransaction(
            "Entering the run in the target",
            connection =>
            {
                if (!_warehouse.IsLocal)
                    ThrowIfBusy(null);
                connection.Execute(
                    $"UPDATE {_table} SET status = 'abandoned', finished_at = heartbeat_at WHERE status = 'running'"
                );
                connection.Execute(
                    $"""
                    INSERT INTO {_table} (run_id, status, started_at, heartbeat_at, pintail_version, source)
                    VALUES ($1, 'running', $2, $3, $4, $5)
                    """,
                    runId,
                    startedAt,
                    now,
                    pintailVersion,
                    source
                );
            }
        );
        if (!_warehouse.IsLocal)
            LookAgain(runId);
        Staging.DropAbandoned(_warehouse, runId);
    }

    // Two runs that enter at the same moment do not see each other before they have committed. Then at least one of
    // them does, and gives way; if both do, both try again later.
    private void LookAgain(string runId)
    {
        try
        {
            ThrowIfBusy(runId);
        }
        catch (PintailException e)
        {
            Abandon(runId, e);
            throw;
        }
    }

    /// <summary>Says that the run lives.</summary>
    internal void Beat(DuckDBConnection connection, string runId) =>
        connection.Execute(
            $"UPDATE {_table} SET heartbeat_at = $1 WHERE run_id = $2 AND status = 'running'",
            _time.GetUtcNow(),
            runId
        );

    /// <summary>
    /// Ends a run that publishes nothing. What cannot be written is left: the next run marks this one as abandoned.
    /// </summary>
    public void Abandon(string runId, PintailException error)
    {
        try
        {
            _warehouse.Control.Execute(
                $"""
                UPDATE {_table}
                SET status = $2, finished_at = $3, heartbeat_at = $3, exit_code = $4, error_kind = $5, error_message = $6
                WHERE run_id = $1 AND status = 'running'
                """,
                runId,
                error.Kind == ErrorKind.Cancelled ? "interrupted" : "failed",
                _time.GetUtcNow(),
                error.Kind.ExitCode(),
                error.Kind.ToString(),
                error.Message
            );
        }
        catch (DuckDBException)
        {
            // The error that ended the run is the one to tell.
        }
    }

    /// <summary>Whether a run that is marked as running is so no more.</summary>
    internal static bool IsDead(Warehouse warehouse, DateTimeOffset lastHeartbeat, TimeProvider time) =>
        warehouse.IsLocal || lastHeartbeat <= time.GetUtcNow() - HeartbeatTimeout;

    private void ThrowIfBusy(string? ownRunId)
    {
        var alive = _warehouse.Control.Select(
            $"SELECT run_id, started_at FROM {_table} WHERE status = 'running' AND heartbeat_at > $1 AND run_id <> $2",
            _time.GetUtcNow() - HeartbeatTimeout,
            ownRunId ?? ""
        );
        if (alive.Count == 0)
            return;
        throw new PintailException(
            ErrorKind.TargetLocked,
            $"Run {alive[0][0]}, started {alive[0][1]:yyyy-MM-dd HH:mm:ss} UTC, is writing to {_warehouse.Spec.Display}.",
            "Wait for it, or let this run wait with --wait-lock 10m."
        );
    }
}
