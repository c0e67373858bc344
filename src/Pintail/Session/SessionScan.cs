using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>
/// The table function behind every view of an attached database: <c>pintail_scan('alias', 'schema', 'name')</c>. Planning
/// only looks up what is known; the snapshot is taken when the first scan of a statement starts.
/// </summary>
internal sealed class SessionScan(SqlDatabase database) : TableFunction(FunctionName)
{
    public const string FunctionName = "pintail_scan";

    public override IReadOnlyList<DuckDBType> Parameters =>
        [DuckDBType.Varchar, DuckDBType.Varchar, DuckDBType.Varchar];

    public override bool SupportsProjection => true;

    public override TableBinding Bind(BindContext context)
    {
        var relation = database.FindRelation(
            context.Parameter<string>(0),
            context.Parameter<string>(1),
            context.Parameter<string>(2)
        );
        // No session where a view is only made.
        return Bind(context, relation, database.FindSession(context.ConnectionId));
    }

    /// <summary>Tells DuckDB the relation's columns, and the session's statement that it reads it.</summary>
    public static TableBinding Bind(BindContext context, AttachedRelation relation, SqlSession? session)
    {
        foreach (var column in relation.Columns)
        {
            using var type = column.Mapping.CreateLogicalType();
            context.AddColumn(column.Name, type);
        }
        session?.Scope?.Bind(relation);
        return new Binding(relation, session);
    }

    private sealed class Binding(AttachedRelation relation, SqlSession? session) : TableBinding
    {
        public override long? Cardinality =>
            relation.Relation.EstimatedRows > 0 ? (long)relation.Relation.EstimatedRows : null;

        // A prepared statement was planned in another statement's scope than the one that runs it.
        public override TableScan Init(InitContext context) =>
            session?.Scope?.Open(relation, context.ColumnIndexes)
            ?? throw new InvalidOperationException($"{relation.FullName} is read outside a session.");
    }
}
