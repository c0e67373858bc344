using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// Locks what LOCK TABLE does not take (materialized views, also under a view; foreign tables; tables of which the role may read only
/// some columns; what row security policies look into) after the snapshot was taken, by planning a query on it. Why that
/// is not enough stands with <see cref="HeldLocks"/>. What a function reads that is not inlined into the plan stays unknown.
/// </summary>
internal sealed class LateLocks(NpgsqlConnection connection)
{
    /// <returns>
    /// Everything the transaction has locked then; null when something was rewritten or made since the snapshot: its
    /// lock is given back.
    /// </returns>
    /// <exception cref="PostgresException">The server gives no lock; the transaction goes on.</exception>
    public async Task<HashSet<uint>?> AcquireAsync(Relation relation, CancellationToken cancellation)
    {
        try
        {
            await connection.ExecuteAsync($"{RelationLocks.Savepoint}; {Explain(relation)}", cancellation);
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            await connection.ExecuteAsync(RelationLocks.RollBack, cancellation);
            throw;
        }
        var held = await HeldLocks.ReadAsync(connection, cancellation);
        var isUnchanged = held.Changed is null;
        await connection.ExecuteAsync(isUnchanged ? RelationLocks.Release : RelationLocks.RollBack, cancellation);
        return isUnchanged ? held.Relations : null;
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
}
