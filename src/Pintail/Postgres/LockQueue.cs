using Microsoft.Extensions.Logging;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// Who waits for the locks of a snapshot. ACCESS SHARE keeps nobody from reading or writing, but an ALTER TABLE or a VACUUM
/// FULL waits for its end, and whoever comes after that waits in turn, readers too: a long run may stop an application.
/// It is told once per session, and past <see cref="SnapshotOptions.YieldAfter"/> the run has to give way.
/// </summary>
internal sealed class LockQueue(NpgsqlConnection exporter, SnapshotOptions options, ILogger logger)
{
    private const string Sql = """
        SELECT l.pid, l.relation::pg_catalog.regclass::pg_catalog.text, l.mode,
            (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks o
             WHERE o.relation = l.relation AND o.database = l.database AND NOT o.granted AND o.pid <> l.pid)
        FROM pg_catalog.pg_locks l
        WHERE NOT l.granted AND l.locktype = 'relation'
            AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
            AND pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids(l.pid))
        """;

    private readonly Dictionary<int, long> _waitingSince = [];
    private bool _cannotLook;

    /// <summary>How often to look: twice within the patience of who waits.</summary>
    public static TimeSpan Interval(SnapshotOptions options)
    {
        var least = TimeSpan.FromMilliseconds(100);
        if (options.YieldAfter == Timeout.InfiniteTimeSpan || options.YieldAfter / 2 >= options.KeepAlive)
            return options.KeepAlive;
        return options.YieldAfter / 2 > least ? options.YieldAfter / 2 : least;
    }

    /// <returns>Why the snapshot has to be given up; null: it may go on.</returns>
    /// <exception cref="NpgsqlException">The exporter is lost.</exception>
    public async Task<PintailException?> LookAsync()
    {
        if (_cannotLook)
            return null;
        IReadOnlyList<Waiter> waiters;
        try
        {
            waiters = await Savepoint.WithinAsync(exporter, ReadAsync, CancellationToken.None);
        }
        catch (PostgresException e) when (exporter.State == System.Data.ConnectionState.Open)
        {
            // A server on which not everybody may look at locks; anything else may be another time.
            _cannotLook = e.SqlState == PostgresErrorCodes.InsufficientPrivilege;
            var level =
                options.YieldAfter == Timeout.InfiniteTimeSpan || !_cannotLook ? LogLevel.Debug : LogLevel.Warning;
            logger.Log(level, "Who waits for the run's locks cannot be seen: {Reason}", e.MessageText);
            return null;
        }
        foreach (var pid in _waitingSince.Keys.Except(waiters.Select(waiter => waiter.ProcessId)).ToList())
            _waitingSince.Remove(pid);
        foreach (var waiter in waiters.Where(waiter => !_waitingSince.ContainsKey(waiter.ProcessId)))
        {
            _waitingSince.Add(waiter.ProcessId, options.Time.GetTimestamp());
            logger.LogWarning("{Waiter}. --yield-after says when a run gives way.", waiter);
        }
        return waiters.FirstOrDefault(IsOverdue) is { } overdue ? Yield(overdue) : null;
    }

    private bool IsOverdue(Waiter waiter) =>
        options.YieldAfter != Timeout.InfiniteTimeSpan
        && options.Time.GetElapsedTime(_waitingSince[waiter.ProcessId]) >= options.YieldAfter;

    /// <summary>Transient: once the other is through, there is a next snapshot.</summary>
    private static PintailException Yield(Waiter waiter) =>
        new(
            ErrorKind.SourceConflict,
            $"{waiter}, and the run gave way to it.",
            "The run begins again at a new snapshot. Let it run when no table is being altered, or raise --yield-after."
        );

    private async Task<IReadOnlyList<Waiter>> ReadAsync()
    {
        await using var command = new NpgsqlCommand(Sql, exporter);
        await using var reader = await command.ExecuteReaderAsync();
        var waiters = new List<Waiter>();
        while (await reader.ReadAsync())
            waiters.Add(new Waiter(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        return waiters;
    }

    /// <param name="Mode">As pg_locks has it: AccessExclusiveLock.</param>
    /// <param name="Others">That wait for the same relation, mostly behind this one.</param>
    private sealed record Waiter(int ProcessId, string Relation, string Mode, long Others)
    {
        public override string ToString() =>
            $"The server's process {ProcessId} waits for the end of this run's snapshot to lock {Relation} ({Mode})"
            + (Others > 0 ? $", with {Others} more behind it" : "");
    }
}
