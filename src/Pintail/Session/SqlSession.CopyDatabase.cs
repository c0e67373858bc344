// COPY FROM DATABASE of an attached database. DuckDB would copy what it sees there: views over our table function. Here
// each table's rows are copied, all of them from one snapshot and into one transaction.

using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Session.Syntax;

namespace Pintail.Session;

public sealed partial class SqlSession
{
    /// <summary>What the running transaction is going to read, as far as it is known beforehand.</summary>
    private IReadOnlyList<AttachedRelation> _lockedAhead = [];

    private void CopyDatabase(CopyDatabaseStatement statement, Attachment source, CancellationToken cancellation)
    {
        if (_inTransaction)
        {
            CopyTables(statement, source, cancellation);
            return;
        }
        Run("BEGIN TRANSACTION", cancellation);
        try
        {
            CopyTables(statement, source, cancellation);
            Run("COMMIT", cancellation);
        }
        catch
        {
            if (_inTransaction)
                Run("ROLLBACK", CancellationToken.None);
            throw;
        }
    }

    private void CopyTables(CopyDatabaseStatement statement, Attachment source, CancellationToken cancellation)
    {
        var tables = _readers.Define([.. source.Listed.Where(IsTable)], cancellation);
        _lockedAhead = tables;
        var copied = tables.Select(table => table.Relation.Oid).ToHashSet();
        var target = DuckDBText.Identifier(statement.Target);
        // The rows of a partition are its parent's, where that is copied.
        foreach (var table in tables.Where(table => !IsPartitionOf(table, copied)))
        {
            var schema = DuckDBText.Identifier(MainSchema.InSource(table.SchemaName));
            var name = DuckDBText.Identifier(table.Name);
            var copy = $"{target}.{schema}.{name}";
            var from = $"{DuckDBText.Identifier(source.Alias)}.{schema}.{name}";
            if (statement.HasSchema)
            {
                Run($"CREATE SCHEMA IF NOT EXISTS {target}.{schema}", cancellation);
                Run($"CREATE TABLE {copy} AS FROM {from}{(statement.HasData ? "" : " LIMIT 0")}", cancellation);
            }
            else
            {
                Run($"INSERT INTO {copy} BY NAME FROM {from}", cancellation);
            }
        }
    }

    private static bool IsPartitionOf(AttachedRelation table, HashSet<uint> copied) =>
        table.Relation.PartitionOf is { } parent && copied.Contains(parent);

    // Of statements that are ours; the writes among them go into DuckDB.
    private void Run(string sql, CancellationToken cancellation)
    {
        using var result = Run(SqlScript.Split(sql)[0], cancellation);
    }

    private static bool IsTable(ListedRelation relation) =>
        relation.Source.Kind is RelationKind.Table or RelationKind.PartitionedTable or RelationKind.ForeignTable;
}
