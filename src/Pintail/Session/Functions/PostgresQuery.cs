using Pintail.DuckDB;

namespace Pintail.Session.Functions;

/// <summary>
/// <c>postgres_query('alias', 'SQL', params := row(…))</c>: rows of a statement that Postgres runs. Planning asks the server
/// what the statement gives; it runs in the snapshot of the session's statement or transaction, which reads only.
/// </summary>
internal sealed class PostgresQuery(SqlDatabase database) : TableFunction(FunctionName)
{
    public const string FunctionName = "postgres_query";

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Varchar, DuckDBType.Varchar];

    // Scripts say use_transaction; here everything reads the snapshot, whatever they say.
    public override IReadOnlyList<(string Name, DuckDBType Type)> NamedParameters =>
        [("params", DuckDBType.Any), ("use_transaction", DuckDBType.Boolean)];

    public override TableBinding Bind(BindContext context)
    {
        var text = QueryText.Read(context, FunctionName, database);
        var parameters = QueryParameters.Read(context.NamedParameterParts("params"));
        var query = text.Session.Plan(text, parameters);
        query.AddColumns(context);
        return new Binding(query, text.Session);
    }

    private sealed class Binding(BoundQuery query, SqlSession session) : TableBinding
    {
        // A prepared statement was planned in another statement's scope than the one that runs it.
        public override TableScan Init(InitContext context) =>
            session.Scope?.Open(query)
            ?? throw new InvalidOperationException($"{FunctionName} is read outside a statement.");
    }
}
