using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Who waits for the locks of a snapshot. ACCESS SHARE keeps nobody from reading or writing, but an ALTER TABLE or a VACUUM
/// FULL waits for its end, and whoever comes after that waits in turn, readers too: a long run may stop an application.
/// It is told once per session, and past <see cref="SnapshotOptions.YieldAfter"/> the run has to give way.
/// </summary>
internal sealed class LockQueue(NpgsqlConnection exporter, ServerPulse pulse, SnapshotOptions options, ILogger logger)
{
    /// <summary>A brief question costs a log-in here.</summary>
    private static readonly TimeSpan LeastBetweenLogins = TimeSpan.FromSeconds(1);

    private const string ThisBackend = "pg_catalog.pg_backend_pid()";

    /// <summary>
    /// The server's own number, which a pooler's clients are not told, and its transaction's, by which another server of a
    /// pooler's is known; null before a snapshot is taken.
    /// </summary>
    private (int Id, string Transaction)? _backend;
    private long? _lastLogin;
    private bool _hasTold;
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

    /// <summary>Asks the exporter.</summary>
    /// <returns>Why the snapshot has to be given up; null: it may go on.</returns>
    /// <exception cref="NpgsqlException">The exporter is lost.</exception>
    public async Task<PintailException?> LookAsync()
    {
        if (_cannotLook)
            return null;
        try
        {
            return Judge(await Savepoint.WithinAsync(exporter, ReadAsync, CancellationToken.None));
        }
        catch (PostgresException e) when (exporter.State == System.Data.ConnectionState.Open)
        {
            CannotLook(e.SqlState, e.MessageText);
            return null;
        }
    }

    /// <summary>Learns whose locks are meant. Within the transaction that holds them.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        try
        {
            _backend = await Savepoint.WithinAsync(exporter, ReadBackendAsync, cancellation);
        }
        catch (PostgresException e) when (exporter.State == System.Data.ConnectionState.Open)
        {
            CannotLook(e.SqlState, e.MessageText);
        }
    }

    /// <summary>
    /// Asks on a connection of its own, while the exporter is busy: when it reads rows itself, that is mostly because somebody
    /// waits to lock their table, and keeps other connections out of it. Synchronous.
    /// </summary>
    /// <returns>As <see cref="LookAsync"/>; null also where nobody can be asked.</returns>
    public PintailException? LookFromBeside()
    {
        if (_cannotLook || _backend is not { } backend || !MayLogIn())
            return null;
        try
        {
            using var connection = pulse.Open();
            var sql = $"""
                {Sql(Invariant(backend.Id))}
                    AND EXISTS (SELECT FROM pg_catalog.pg_locks v
                        WHERE v.pid = {Invariant(backend.Id)} AND v.virtualtransaction = '{backend.Transaction}')
                """;
            // As the exporter's settings are; nothing of it stays behind a pooler.
            return Judge([
                .. connection.Query($"BEGIN READ ONLY; SET LOCAL search_path = ''; {sql}; COMMIT").Select(Waiter.Of),
            ]);
        }
        catch (Exception e)
        {
            // That it cannot be asked here says nothing about the exporter.
            CannotLook((e as PostgresServerException)?.SqlState, e.Message);
            return null;
        }
    }

    private bool MayLogIn()
    {
        var now = options.Time.GetTimestamp();
        if (_lastLogin is { } last && options.Time.GetElapsedTime(last, now) < LeastBetweenLogins)
            return false;
        _lastLogin = now;
        return true;
    }

    // A server on which not everybody may look at locks; anything else may be another time.
    private void CannotLook(string? sqlState, string reason)
    {
        _cannotLook = sqlState == PostgresErrorCodes.InsufficientPrivilege;
        var isAsked = options.YieldAfter != Timeout.InfiniteTimeSpan && !_hasTold;
        _hasTold |= isAsked;
        logger.Log(
            isAsked ? LogLevel.Warning : LogLevel.Debug,
            "Who waits for the run's locks cannot be seen: {Reason}",
            reason
        );
    }

    private PintailException? Judge(IReadOnlyList<Waiter> waiters)
    {
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
        await using var command = new NpgsqlCommand(Sql(ThisBackend), exporter);
        await using var reader = await command.ExecuteReaderAsync();
        var waiters = new List<Waiter>();
        while (await reader.ReadAsync())
            waiters.Add(new Waiter(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        return waiters;
    }

    private async Task<(int Id, string Transaction)?> ReadBackendAsync()
    {
        await using var command = new NpgsqlCommand(
            $"SELECT pid, virtualtransaction FROM pg_catalog.pg_locks WHERE pid = {ThisBackend} AND locktype = 'virtualxid'",
            exporter
        );
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetInt32(0), reader.GetString(1)) : null;
    }

    /// <param name="backend">Whose locks are waited for, in SQL.</param>
    private static string Sql(string backend) =>
        $"""
            SELECT l.pid, COALESCE(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), l.relation::text),
                l.mode,
                (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks o
                 WHERE o.relation = l.relation AND o.database = l.database AND NOT o.granted AND o.pid <> l.pid)
            FROM pg_catalog.pg_locks l
            LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT l.granted AND l.locktype = 'relation'
                AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
                AND {backend} = ANY (pg_catalog.pg_blocking_pids(l.pid))
            """;

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="Mode">As pg_locks has it: AccessExclusiveLock.</param>
    /// <param name="Others">That wait for the same relation, mostly behind this one.</param>
    private sealed record Waiter(int ProcessId, string Relation, string Mode, long Others)
    {
        public static Waiter Of(IReadOnlyList<string?> row) =>
            new(
                int.Parse(row[0]!, CultureInfo.InvariantCulture),
                row[1]!,
                row[2]!,
                long.Parse(row[3]!, CultureInfo.InvariantCulture)
            );

        public override string ToString() =>
            $"The server's process {ProcessId} waits for the end of this run's snapshot to lock {Relation} ({Mode})"
            + (Others > 0 ? $", with {Others} more behind it" : "");
    }
}
