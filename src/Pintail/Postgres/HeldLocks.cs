using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// What a transaction has locked after its snapshot was taken. Such a lock proves nothing by itself, as a TRUNCATE may
/// have committed in between: the storage of everything that is locked must still be the one that the snapshot's catalog
/// names. TRUNCATE, REFRESH and rewriting ALTERs always change that; after them the snapshot would see no rows, or
/// (REFRESH freezes what it writes) those of a later moment.
/// </summary>
/// <param name="Relations">By OID, indexes among them; none of the system's own.</param>
/// <param name="Changed">One that was rewritten or made since the snapshot; null when none was.</param>
internal sealed record HeldLocks(HashSet<uint> Relations, uint? Changed)
{
    // pg_class is read by the snapshot, pg_relation_filenode tells the present. What the snapshot does not know was made
    // since; an index made since is met with needless care. OIDs below 16384 are the system's own
    // (src/include/access/transam.h, FirstNormalObjectId), which nobody truncates.
    private const string Sql = """
        SELECT
            l.relation::pg_catalog.int8,
            c.oid IS NULL
                OR (
                    c.relkind IN ('r', 'm')
                    AND c.relfilenode <> COALESCE(pg_catalog.pg_relation_filenode(l.relation), 0)
                )
        FROM (
            SELECT DISTINCT k.relation
            FROM pg_catalog.pg_locks k
            WHERE k.pid = pg_catalog.pg_backend_pid() AND k.locktype = 'relation' AND k.granted AND k.relation >= 16384
        ) l
        LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
        """;

    public static async Task<HeldLocks> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var relations = new HashSet<uint>();
        uint? changed = null;
        while (await reader.ReadAsync(cancellation))
        {
            relations.Add(reader.Oid(0));
            if (reader.GetBoolean(1))
                changed ??= reader.Oid(0);
        }
        return new HeldLocks(relations, changed);
    }
}
