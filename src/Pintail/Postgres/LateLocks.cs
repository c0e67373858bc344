using System.Globalization;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// Locks what LOCK TABLE does not take (materialized views, tables of which the role may read only some columns) after
/// the snapshot was taken, by planning a query on it. Such a lock proves nothing by itself, as a TRUNCATE may have
/// committed in between; the relation's storage must still be the one that the snapshot's catalog names. TRUNCATE,
/// REFRESH and rewriting ALTERs always change that.
/// </summary>
internal sealed class LateLocks(NpgsqlConnection connection)
{
    /// <param name="tree">The relation and all its partitions and inheriting tables.</param>
    /// <returns>The members that are locked and unchanged since the snapshot.</returns>
    /// <exception cref="PostgresException">The server gives no lock; the transaction goes on.</exception>
    public async Task<HashSet<uint>> AcquireAsync(
        Relation relation,
        IReadOnlyList<Relation> tree,
        CancellationToken cancellation
    )
    {
        // EXPLAIN plans, so it locks the relation with all partitions, but reads no row.
        var name = SqlText.Qualified(relation.Schema, relation.Name);
        try
        {
            await ExecuteAsync(
                $"{RelationLocks.Savepoint}; EXPLAIN SELECT FROM {name}; {RelationLocks.Release}",
                cancellation
            );
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            await ExecuteAsync(RelationLocks.RollBack, cancellation);
            throw;
        }
        var nodes = await ReadFileNodesAsync(tree, cancellation);
        return [.. tree.Where(member => nodes[member.Oid] == member.FileNode).Select(member => member.Oid)];
    }

    private async Task<Dictionary<uint, uint>> ReadFileNodesAsync(
        IReadOnlyList<Relation> relations,
        CancellationToken cancellation
    )
    {
        // pg_relation_filenode tells the present, not the snapshot; NULL where there is no storage, or no relation.
        var oids = relations.Select(relation => relation.Oid.ToString(CultureInfo.InvariantCulture));
        await using var command = new NpgsqlCommand(
            $"""
            SELECT v.oid, COALESCE(pg_catalog.pg_relation_filenode(v.oid::pg_catalog.oid), 0)::pg_catalog.int8
            FROM (VALUES ({string.Join("::pg_catalog.int8), (", oids)}::pg_catalog.int8)) v (oid)
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var nodes = new Dictionary<uint, uint>();
        while (await reader.ReadAsync(cancellation))
        {
            nodes[reader.Oid(0)] = reader.Oid(1);
        }
        return nodes;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
