using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// One attempt to take a snapshot: begin, lock what is selected, then the first SELECT takes and exports the snapshot,
/// then the catalog is read inside it and compared with what is locked. Nothing before the export may be a SELECT: it
/// would fix the snapshot before the locks are there.
/// </summary>
internal sealed class SnapshotAttempt(
    NpgsqlConnection connection,
    int serverMajor,
    SnapshotOptions options,
    SnapshotTarget target
)
{
    private readonly RelationLocks _locks = new(connection, options);
    private readonly HashSet<uint> _held = [];
    private readonly List<Relation> _notLocked = [];
    private readonly HashSet<uint> _leftOut = [];
    private readonly List<UnlockableRelation> _unlockable = [];

    /// <param name="share">False: do not export; the snapshot then belongs to this connection alone.</param>
    /// <exception cref="ExportRefusedException">The server does not export; the transaction has failed.</exception>
    public async Task<Snapshot> TakeAsync(Catalog listing, bool share, CancellationToken cancellation)
    {
        Failpoint.Reach(Failpoint.List);
        await _locks.BeginAndAcquireAsync(
            SessionSettings.Begin(serverMajor, options, moneyFractionDigits: listing.MoneyFractionDigits),
            target.Select(listing),
            cancellation
        );
        Failpoint.Reach(Failpoint.Lock);
        var snapshot = await ExportAsync(listing, share, cancellation);
        Failpoint.Reach(Failpoint.Snapshot);
        var (catalog, held) = await target.ReadAsync(connection, cancellation);
        _held.UnionWith(held ?? await ReadHeldAsync(cancellation));
        await JudgeAsync(catalog, cancellation);
        return snapshot with
        {
            Catalog = catalog,
            Locked = _held,
            NotLocked = _notLocked,
            Unlockable = _unlockable,
            LockedByName = _locks.Granted,
        };
    }

    private async Task<Snapshot> ExportAsync(Catalog listing, bool share, CancellationToken cancellation)
    {
        var id = share ? "pg_catalog.pg_export_snapshot()" : "NULL::pg_catalog.text";
        var sql = $"""
            SELECT
                {id},
                COALESCE(
                    CASE WHEN pg_catalog.pg_is_in_recovery()
                         THEN pg_catalog.pg_last_wal_replay_lsn()
                         ELSE pg_catalog.pg_current_wal_lsn() END,
                    '0/0'
                )::pg_catalog.text,
                pg_catalog.statement_timestamp(),
                pg_catalog.txid_current_snapshot()::pg_catalog.text,
                pg_catalog.pg_is_in_recovery()
            """;
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            return new Snapshot
            {
                Id = share ? reader.GetString(0) : null,
                Lsn = reader.GetString(1),
                Time = reader.GetFieldValue<DateTimeOffset>(2),
                TransactionIds = reader.GetString(3),
                IsInRecovery = reader.GetBoolean(4),
                Catalog = listing,
                Locked = _held,
                NotLocked = _notLocked,
                Unlockable = _unlockable,
            };
        }
        catch (PostgresException e) when (share && !e.IsTransient && e.InvariantSeverity == "ERROR")
        {
            throw new ExportRefusedException(e);
        }
    }

    /// <summary>The server's own word on what this transaction holds, so that renamed schemas cannot deceive.</summary>
    private async Task<HashSet<uint>> ReadHeldAsync(CancellationToken cancellation)
    {
        var held = new HashSet<uint>();
        const string Sql = """
            SELECT DISTINCT l.relation::pg_catalog.int8
            FROM pg_catalog.pg_locks l
            WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            held.Add(reader.Oid(0));
        }
        return held;
    }

    private async Task JudgeAsync(Catalog catalog, CancellationToken cancellation)
    {
        var byOid = catalog.Relations.ToDictionary(relation => relation.Oid);
        _held.IntersectWith(byOid.Keys);
        foreach (var relation in target.Select(catalog))
        {
            var tree = Tree(relation, byOid).DistinctBy(member => member.Oid).ToList();
            _locks.Refused.TryGetValue((relation.Schema, relation.Name), out var refusal);
            if (IsForLateLock(relation, refusal))
            {
                await LockLateAsync(relation, tree, byOid, cancellation);
            }
            else if (refusal is not null && RelationLocks.CanLock(relation) && !_held.Contains(relation.Oid))
            {
                await RefuseAsync(relation, tree, refusal, cancellation);
            }
            else
            {
                LeaveOut(tree.Where(RelationLocks.CanLock));
            }
        }
    }

    /// <summary>Also where a lock by name is held already, if reading takes more than that locks.</summary>
    private bool IsForLateLock(Relation relation, PostgresException? refusal) =>
        relation.Kind is RelationKind.MaterializedView or RelationKind.ForeignTable
        || (_held.Contains(relation.Oid) && NeedsMore(relation))
        || (
            refusal?.SqlState == PostgresErrorCodes.InsufficientPrivilege
            && RelationLocks.CanLock(relation)
            && relation.Columns.Any(column => column.CanSelect)
        );

    /// <summary>Materialized views under a view; relations that a policy looks into.</summary>
    private bool NeedsMore(Relation relation) =>
        relation.Kind == RelationKind.View || (relation.RowSecurityActive && options.AllowRowSecurity);

    private async Task LockLateAsync(
        Relation relation,
        List<Relation> tree,
        Dictionary<uint, Relation> byOid,
        CancellationToken cancellation
    )
    {
        try
        {
            var locked = await new LateLocks(connection).AcquireAsync(relation, cancellation);
            if (locked is null)
            {
                // Its own lock does not make up for what it reads.
                _held.Remove(relation.Oid);
            }
            else
            {
                _held.UnionWith(locked.Where(byOid.ContainsKey));
            }
            LeaveOut(tree.Where(member => member.Kind != RelationKind.ForeignTable));
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            _held.Remove(relation.Oid);
            await RefuseAsync(relation, tree, e, cancellation);
        }
    }

    private void LeaveOut(IEnumerable<Relation> relations) =>
        _notLocked.AddRange(
            relations.Where(relation => !_held.Contains(relation.Oid)).Where(relation => _leftOut.Add(relation.Oid))
        );

    private async Task RefuseAsync(
        Relation relation,
        List<Relation> tree,
        PostgresException refusal,
        CancellationToken cancellation
    )
    {
        if (IsGone(refusal.SqlState))
        {
            // Made again under its name while we were locking.
            LeaveOut([relation]);
            return;
        }
        var holders = RelationLocks.IsConflict(refusal.SqlState) ? await ReadHoldersAsync(tree, cancellation) : [];
        _unlockable.Add(new UnlockableRelation(relation, LockRefusal.Explain(relation, refusal, holders, options)));
    }

    private static bool IsGone(string sqlState) =>
        sqlState
            is PostgresErrorCodes.UndefinedTable
                or PostgresErrorCodes.UndefinedColumn
                or PostgresErrorCodes.InvalidSchemaName;

    private async Task<List<int>> ReadHoldersAsync(List<Relation> tree, CancellationToken cancellation)
    {
        const string Sql = """
            SELECT l.relation::pg_catalog.int8, l.pid
            FROM pg_catalog.pg_locks l
            WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid IS NOT NULL
            """;
        var oids = tree.Select(member => member.Oid).ToHashSet();
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var holders = new SortedSet<int>();
        while (await reader.ReadAsync(cancellation))
        {
            if (oids.Contains(reader.Oid(0)))
            {
                holders.Add(reader.GetInt32(1));
            }
        }
        return [.. holders];
    }

    /// <summary>The relation and everything below it.</summary>
    private static IEnumerable<Relation> Tree(Relation root, Dictionary<uint, Relation> byOid) =>
        root.Children.Where(byOid.ContainsKey).SelectMany(child => Tree(byOid[child], byOid)).Prepend(root);
}

/// <summary>pg_export_snapshot failed: not permitted, or not supported by what stands between.</summary>
internal sealed class ExportRefusedException(PostgresException inner) : Exception(inner.MessageText, inner);
