using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Types;

namespace Pintail.Session.Functions;

/// <summary>A call of postgres_query as it was planned: what is run, and what comes of it. Immutable.</summary>
internal sealed class BoundQuery
{
    /// <param name="described">With columns.</param>
    /// <param name="map">As columns of the database's tables are mapped.</param>
    public BoundQuery(
        Attachment attachment,
        string sql,
        IReadOnlyList<string?> parameters,
        DescribedStatement described,
        Func<Column, ColumnMapping> map
    )
    {
        var columns = described.Columns!;
        var names = UniqueNames.Of([.. columns.Select(NameOf)]);
        Attachment = attachment;
        Columns = [.. columns.Zip(names, (column, name) => new AttachedColumn(name, map(column)))];
        Query = new WorkerQuery(
            sql,
            parameters,
            described,
            [.. Columns.Select(column => SentForm.IsBinary(column.Mapping))]
        );
    }

    public Attachment Attachment { get; }

    public IReadOnlyList<AttachedColumn> Columns { get; }

    private WorkerQuery Query { get; }

    /// <summary>For one stream.</summary>
    public CopyRequest Request(string what) =>
        new(
            [.. Columns.Select(column => CopyRequest.Column(column.Name, column.Mapping))],
            [Query.Sql],
            ExpectedRows: null
        )
        {
            Start = (worker, _) =>
            {
                try
                {
                    return worker.Query(Query, what);
                }
                catch (ResultChangedException)
                {
                    throw new DefinitionChangedException(
                        Attachment,
                        "what a postgres_query gives (a prepared one has to be prepared again)"
                    );
                }
            },
        };

    /// <summary>Tells DuckDB the columns.</summary>
    public void AddColumns(BindContext context)
    {
        foreach (var column in Columns)
        {
            using var type = column.Mapping.CreateLogicalType();
            context.AddColumn(column.Name, type);
        }
    }

    // Where there is none, DuckDB could not refer to the column.
    private static string NameOf(Column column) => column.Name.Length > 0 ? column.Name : $"column{column.Number}";
}
