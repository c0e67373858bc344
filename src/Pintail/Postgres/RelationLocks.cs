using System.Diagnostics;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// Takes ACCESS SHARE locks by name before a transaction has its snapshot, so that no TRUNCATE and no rewriting ALTER
/// can commit between the snapshot and the reading: those rows would be gone without an error. A batch that fails is
/// halved until the relations that cannot be locked are known by name; the others keep their locks. Savepoints do not
/// take a snapshot, and all of them are released, as a snapshot cannot be exported from within one.
/// </summary>
internal sealed class RelationLocks(NpgsqlConnection connection, SnapshotOptions options)
{
    /// <summary>Some 20 kB of SQL at most, and few enough round trips for ten thousand tables.</summary>
    private const int BatchSize = 300;

    public const string Savepoint = "SAVEPOINT pintail_lock";
    public const string Release = "RELEASE SAVEPOINT pintail_lock";
    public const string RollBack = $"ROLLBACK TO SAVEPOINT pintail_lock; {Release}";

    /// <summary>
    /// Once a lock was refused, each further relation that is held costs at most this much, and all of them together the
    /// lock timeout: then what is held is left at once.
    /// </summary>
    private static readonly TimeSpan FurtherWait = TimeSpan.FromSeconds(1);

    private readonly List<Relation> _granted = [];
    private readonly Dictionary<(string Schema, string Name), PostgresException> _refused = [];
    private bool _isRefused;

    /// <summary>For locks that were refused after the first.</summary>
    private TimeSpan _waited;

    public IReadOnlyList<Relation> Granted => _granted;

    /// <summary>The server's answer for each name it did not lock, "there is no such table" among them.</summary>
    public IReadOnlyDictionary<(string Schema, string Name), PostgresException> Refused => _refused;

    /// <summary>Names, not OIDs, decide: who gets a name after the lock is asked for is locked in its place.</summary>
    public static string Statement(IEnumerable<Relation> relations, bool noWait) =>
        "LOCK TABLE "
        + string.Join(", ", relations.Select(relation => SqlText.Qualified(relation.Schema, relation.Name)))
        + " IN ACCESS SHARE MODE"
        + (noWait ? " NOWAIT" : "");

    /// <summary>
    /// LOCK TABLE takes no others by name. Partitions and inheriting tables come with their parents, and with a view the
    /// tables and views under it, by the rights of its owner (src/backend/commands/lockcmds.c, LockViewRecurse), but not
    /// the materialized ones.
    /// </summary>
    public static bool CanLock(Relation relation) =>
        relation.Kind is RelationKind.Table or RelationKind.PartitionedTable or RelationKind.View;

    /// <param name="begin">Begins the transaction: sent with the first locks, which saves a round trip.</param>
    public async Task BeginAndAcquireAsync(
        string begin,
        IEnumerable<Relation> relations,
        CancellationToken cancellation
    )
    {
        // In OID order, so that two runs never wait for each other crosswise.
        var batches = relations.Where(CanLock).OrderBy(relation => relation.Oid).Chunk(BatchSize).ToList();
        if (batches.Count == 0)
        {
            await connection.ExecuteAsync(begin, cancellation);
        }
        for (var i = 0; i < batches.Count; i++)
        {
            await LockAsync(batches[i], cancellation, i == 0 ? $"{begin}; " : "");
        }
        if (_isRefused)
        {
            await connection.ExecuteAsync(Timeout(options.LockTimeout), cancellation);
        }
    }

    private async Task LockAsync(ArraySegment<Relation> batch, CancellationToken cancellation, string before = "")
    {
        var isSpent = options.LockTimeout > TimeSpan.Zero && _waited > options.LockTimeout;
        var noWait = _isRefused && (batch.Count > 1 || isSpent);
        var timeout = _isRefused && options.LockTimeout > FurtherWait ? FurtherWait : options.LockTimeout;
        var watch = Stopwatch.StartNew();
        try
        {
            await connection.ExecuteAsync(
                $"{before}{Savepoint}; {Timeout(timeout)}; {Statement(batch, noWait)}; {Release}",
                cancellation
            );
            _granted.AddRange(batch);
            return;
        }
        catch (PostgresException e) when (IsAboutRelation(e.SqlState))
        {
            await connection.ExecuteAsync(RollBack, cancellation);
            if (_isRefused)
                _waited += watch.Elapsed;
            _isRefused |= IsConflict(e.SqlState);
            if (batch.Count == 1)
            {
                _refused[(batch[0].Schema, batch[0].Name)] = e;
                return;
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.OutOfMemory)
        {
            throw new PintailException(
                ErrorKind.SourceQuery,
                $"The server's lock table is full: it cannot lock all selected tables at once ({_granted.Count} were locked).",
                "Raise max_locks_per_transaction at the server, or select fewer tables for one run.",
                e
            );
        }
        var half = batch.Count / 2;
        await LockAsync(batch[..half], cancellation);
        await LockAsync(batch[half..], cancellation);
    }

    public static bool IsConflict(string sqlState) =>
        sqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    private static bool IsAboutRelation(string sqlState) =>
        IsConflict(sqlState)
        || sqlState
            is PostgresErrorCodes.UndefinedTable
                or PostgresErrorCodes.InvalidSchemaName
                or PostgresErrorCodes.WrongObjectType
                or PostgresErrorCodes.InsufficientPrivilege;

    private static string Timeout(TimeSpan timeout) => $"SET LOCAL lock_timeout = '{SessionSettings.Millis(timeout)}'";
}
