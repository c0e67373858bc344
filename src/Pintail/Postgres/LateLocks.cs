using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// Locks what LOCK TABLE does not take (materialized views, also under a view; tables of which the role may read only
/// some columns; what row security policies look into) after the snapshot was taken, by planning a query on it. Such a
/// lock proves nothing by itself, as a TRUNCATE may have committed in between; the storage of everything that is locked
/// must still be the one that the snapshot's catalog names. TRUNCATE, REFRESH and rewriting ALTERs always change that;
/// after them the snapshot would see no rows, or (REFRESH freezes what it writes) those of a later moment.
/// What a function reads that is not inlined into the plan stays unknown.
/// </summary>
internal sealed class LateLocks(NpgsqlConnection connection)
{
    // pg_class is read by the snapshot, pg_relation_filenode tells the present. What the snapshot does not know was made
    // since. OIDs below 16384 are the system's own (src/include/access/transam.h, FirstNormalObjectId), which nobody
    // truncates.
    private const string ReadLocks = """
        SELECT
            l.relation::pg_catalog.int8,
            COALESCE(
                c.relkind NOT IN ('r', 'm')
                    OR c.relfilenode = COALESCE(pg_catalog.pg_relation_filenode(l.relation), 0),
                false
            )
        FROM (
            SELECT DISTINCT k.relation
            FROM pg_catalog.pg_locks k
            WHERE k.pid = pg_catalog.pg_backend_pid() AND k.locktype = 'relation' AND k.granted AND k.relation >= 16384
        ) l
        LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
        """;

    /// <returns>
    /// Everything the transaction has locked then; null when something was rewritten or made since the snapshot: its
    /// lock is given back.
    /// </returns>
    /// <exception cref="PostgresException">The server gives no lock; the transaction goes on.</exception>
    public async Task<HashSet<uint>?> AcquireAsync(Relation relation, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync($"{RelationLocks.Savepoint}; {Explain(relation)}", cancellation);
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            await ExecuteAsync(RelationLocks.RollBack, cancellation);
            throw;
        }
        var (locked, isUnchanged) = await ReadLocksAsync(cancellation);
        await ExecuteAsync(isUnchanged ? RelationLocks.Release : RelationLocks.RollBack, cancellation);
        return isUnchanged ? locked : null;
    }

    /// <summary>
    /// EXPLAIN plans, so it locks all that is below, but reads no row. A view's columns are named, as what only an unused
    /// one needs is left out of the plan with its partitions.
    /// </summary>
    private static string Explain(Relation relation)
    {
        var columns = relation.Kind == RelationKind.View ? relation.Columns.Where(column => column.CanSelect) : [];
        var list = string.Join(", ", columns.Select(column => SqlText.Identifier(column.Name)));
        return $"EXPLAIN SELECT {list} FROM {SqlText.Qualified(relation.Schema, relation.Name)}";
    }

    private async Task<(HashSet<uint> Locked, bool IsUnchanged)> ReadLocksAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ReadLocks, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var locked = new HashSet<uint>();
        var isUnchanged = true;
        while (await reader.ReadAsync(cancellation))
        {
            locked.Add(reader.Oid(0));
            isUnchanged &= reader.GetBoolean(1);
        }
        return (locked, isUnchanged);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
