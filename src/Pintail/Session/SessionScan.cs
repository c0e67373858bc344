using Pintail.DuckDB;
using Pintail.Session.PushDown;

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
        var scan = session?.Scope?.Bind(relation);
        using (var marker = LogicalType.Of(DuckDBType.Boolean))
            // A column without a name would get one that the relation may have, too: c0.
            context.AddColumn(scan?.MarkerColumn ?? BoundScan.UnusedMarker, marker);
        foreach (var column in relation.Columns)
        {
            using var type = column.Mapping.CreateLogicalType();
            context.AddColumn(column.Name, type);
        }
        return new Binding(relation, scan, session);
    }

    private sealed class Binding(AttachedRelation relation, BoundScan? scan, SqlSession? session) : TableBinding
    {
        public override long? Cardinality =>
            relation.Relation.EstimatedRows > 0 ? (long)relation.Relation.EstimatedRows : null;

        public override TableScan Init(InitContext context)
        {
            var scope =
                session?.Scope
                ?? throw new InvalidOperationException($"{relation.FullName} is read outside a session.");
            // A prepared statement was planned in another statement's scope than the one that runs it: what was found out
            // about that one's rows says nothing here.
            var restriction =
                scan is not null && scan.Scope == scope ? scope.RestrictionOf(scan) : PushedCondition.None;
            var columns = context.ColumnIndexes.Select(index => index - 1).ToList();
            if (columns is [-1])
                return scope.OpenCount(relation, restriction);
            return columns.Contains(-1)
                ? throw new InvalidOperationException($"{FunctionName} is read through a view only.")
                : scope.Open(relation, columns, restriction);
        }
    }
}
