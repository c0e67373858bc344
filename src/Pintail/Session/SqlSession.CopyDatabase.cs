// COPY FROM DATABASE of an attached database. DuckDB would copy what it sees there: views over our table function. Here
// the rows of each table and view are copied into a table, all of them from one snapshot and into one transaction.

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
            CopyRelations(statement, source, cancellation);
            return;
        }
        Run("BEGIN TRANSACTION", cancellation);
        try
        {
            CopyRelations(statement, source, cancellation);
            Run("COMMIT", cancellation);
        }
        catch
        {
            if (_inTransaction)
                Run("ROLLBACK", CancellationToken.None);
            throw;
        }
        finally
        {
            _lockedAhead = [];
        }
    }

    private void CopyRelations(CopyDatabaseStatement statement, Attachment source, CancellationToken cancellation)
    {
        var relations = _readers.Define([.. source.Listed], cancellation);
        _lockedAhead = relations;
        var copied = relations.Select(relation => relation.Relation.Oid).ToHashSet();
        var target = DuckDBText.Identifier(statement.Target);
        // The rows of a partition are its parent's, where that is copied.
        foreach (var relation in relations.Where(relation => !IsPartitionOf(relation, copied)))
        {
            // A materialized view that was never filled: the server refuses to read it.
            if (!relation.Relation.IsPopulated)
                continue;
            var schema = DuckDBText.Identifier(MainSchema.InSource(relation.SchemaName));
            var name = DuckDBText.Identifier(relation.Name);
            var copy = $"{target}.{schema}.{name}";
            var from = $"{DuckDBText.Identifier(source.Alias)}.{schema}.{name}";
            if (statement.HasSchema)
            {
                Run($"CREATE SCHEMA IF NOT EXISTS {target}.{schema}", cancellation);
                Run($"CREATE TABLE {copy} AS FROM {from}{(statement.HasData ? "" : " LIMIT 0")}", cancellation);
            }
            // Whoever made the target's tables may have made none for views.
            else if (
                !IsView(relation) || HasTable(statement.Target, MainSchema.InSource(relation.SchemaName), relation.Name)
            )
            {
                Run($"INSERT INTO {copy} BY NAME FROM {from}", cancellation);
            }
        }
    }

    private static bool IsPartitionOf(AttachedRelation relation, HashSet<uint> copied) =>
        relation.Relation.PartitionOf is { } parent && copied.Contains(parent);

    private static bool IsView(AttachedRelation relation) =>
        relation.Relation.Kind is RelationKind.View or RelationKind.MaterializedView;

    private bool HasTable(string database, string schema, string name)
    {
        string Same(string column, string value) => $"lower({column}) = lower({DuckDBText.Literal(value)})";
        using var found = _connection.Query(
            $"FROM system.main.duckdb_tables() SELECT 1 WHERE {Same("database_name", database)} AND {Same("schema_name", schema)} AND {Same("table_name", name)}"
        );
        return found.Rows().Any();
    }

    // Of statements that are ours; the writes among them go into DuckDB.
    private void Run(string sql, CancellationToken cancellation)
    {
        using var result = Run(SqlScript.Split(sql)[0], cancellation);
    }
}
