using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>
/// <c>postgres_scan('conninfo', 'schema', 'table')</c>: a relation of a database that is not attached, in one expression.
/// Planning looks at the source, so that what it says of the relation is of now. The name that users write belongs to a
/// macro (session-catalog.sql), which leaves the marker column out; <c>postgres_scan_pushdown</c> is the same.
/// </summary>
internal sealed class PostgresScan(SqlDatabase database) : TableFunction("pintail_postgres_scan")
{
    public override IReadOnlyList<DuckDBType> Parameters =>
        [DuckDBType.Varchar, DuckDBType.Varchar, DuckDBType.Varchar];

    public override bool SupportsProjection => true;

    public override TableBinding Bind(BindContext context)
    {
        var session =
            database.FindSession(context.ConnectionId)
            ?? throw new InvalidOperationException($"{Name} is called outside a session.");
        var relation = session.FindUnattached(
            context.Parameter<string>(0),
            context.Parameter<string>(1),
            context.Parameter<string>(2)
        );
        return SessionScan.Bind(context, relation, session);
    }
}
