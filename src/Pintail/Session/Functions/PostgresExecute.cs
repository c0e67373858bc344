using Pintail.DuckDB;

namespace Pintail.Session.Functions;

/// <summary>
/// <c>postgres_execute('alias', 'SQL')</c>: Postgres runs SQL that may write, on a connection of its own, once, when the
/// statement runs; several statements in one text are one transaction there. One row says that it was done.
/// </summary>
internal sealed class PostgresExecute(SqlDatabase database) : TableFunction(FunctionName)
{
    public const string FunctionName = "postgres_execute";

    private const string UseTransaction = "use_transaction";

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Varchar, DuckDBType.Varchar];

    public override IReadOnlyList<(string Name, DuckDBType Type)> NamedParameters =>
        [(UseTransaction, DuckDBType.Boolean)];

    public override TableBinding Bind(BindContext context)
    {
        var text = QueryText.Read(context, FunctionName, database);
        if (text.Attachment.IsReadOnly)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{FunctionName} on {text.Attachment.Alias}: the database is attached READ_ONLY.",
                "Attach it without READ_ONLY to let SQL write there; postgres_query reads."
            );
        }
        using var type = LogicalType.Of(DuckDBType.Boolean);
        context.AddColumn("Success", type);
        return new Binding(text, isApart: context.NamedParameter(UseTransaction) is false);
    }

    private sealed class Binding(QueryText text, bool isApart) : TableBinding
    {
        public override long? Cardinality => 1;

        public override TableScan Init(InitContext context) => new Scan(text, isApart);
    }

    private sealed class Scan(QueryText text, bool isApart) : TableScan
    {
        public override LocalScan InitLocal() => new Execution(text, isApart);
    }

    private sealed class Execution(QueryText text, bool isApart) : LocalScan
    {
        private bool _isDone;

        public override int Fill(DataChunk output)
        {
            if (_isDone)
                return 0;
            _isDone = true;
            text.Session.Execute(text, isApart);
            output[0].Data<bool>(1)[0] = true;
            return 1;
        }
    }
}
