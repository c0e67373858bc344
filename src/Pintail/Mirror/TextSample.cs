// The check against a codec's own consistent mistakes, which the fingerprints cannot see: of a sample of each table's
// rows, every column's text as Postgres prints it against the text that DuckDB prints of the decoded value. One COPY gives
// both, so each value stands beside its text. The pages are chosen anew in every run.

using System.Globalization;
using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>Compares texts that both sides make independently.</summary>
internal sealed class TextSample(LoadContext context, TablePlan plan)
{
    /// <summary>Enough to meet each kind of value that is not rare, and about a millisecond of work.</summary>
    private const int Rows = 500;

    /// <summary>How much of a table with large rows is read twice, at most.</summary>
    private const long MaxBytes = 16 << 20;

    /// <summary>Pages that a sample is taken from, on average; a few hundred rows of an ordinary table.</summary>
    private const double Pages = 16;

    /// <summary>Leaves of a partitioned table that a sample is taken from.</summary>
    private const int Parts = 4;

    private const int KeysShown = 5;
    private const int ColumnsPerQuery = 800;

    private readonly List<PlannedColumn> _columns =
    [
        .. plan.Columns.Where(column => column.Mapping.DuckDBTextSql("value") is not null),
    ];

    /// <summary>The connection that the sample is read with is taken from the budget here.</summary>
    /// <returns>What was compared, for pintail.table_run.</returns>
    /// <exception cref="PintailException">ProofFailed: the table is not published.</exception>
    public string Check(DuckDBConnection connection, bool readOnExporter, CancellationToken cancellation)
    {
        if (_columns.Count == 0)
            return "texts: none can be compared";
        var rows = 0L;
        // A SELECT list has at most 1,664 entries (MaxTupleAttributeNumber, htup_details.h): two per column and the key.
        foreach (var columns in _columns.Chunk(ColumnsPerQuery))
            rows = Compare(columns, connection, readOnExporter, cancellation);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"texts: {rows} sampled rows alike in {_columns.Count} columns"
        );
    }

    private long Compare(
        IReadOnlyList<PlannedColumn> columns,
        DuckDBConnection connection,
        bool readOnExporter,
        CancellationToken cancellation
    )
    {
        var request = Request(columns);
        context.Streams.Budget.TakeForTable(cancellation);
        using var copy = new TableCopy(request, context.Streams, advanced: null, readOnExporter, cancellation);
        try
        {
            var different = Different(columns, copy, connection);
            ThrowIfNotAllCompared(copy);
            ThrowIfDifferent(columns, different, copy.RowsDecoded);
            return copy.RowsDecoded;
        }
        catch (DuckDBException) when (copy.Error is { } error)
        {
            throw FailureClassifier.Classify(error, $"Reading a sample of {plan.Name}");
        }
    }

    private IReadOnlyList<object?[]> Different(
        IReadOnlyList<PlannedColumn> columns,
        TableCopy copy,
        DuckDBConnection connection
    )
    {
        var kept = columns.Count <= SampleStatements.MostColumns ? context.Connections.Samples(connection) : null;
        using var own = kept is null ? new SampleStatements(connection, context.Scan) : null;
        return (kept ?? own!).Query(
            copy,
            id => CompareSql(columns, id),
            string.Join(' ', columns.Select(column => column.Mapping.DuckDBTypeSql))
        );
    }

    private CopyRequest Request(IReadOnlyList<PlannedColumn> compared)
    {
        var columns = new List<CopyColumn>();
        var expressions = new List<string>();
        for (var i = 0; i < compared.Count; i++)
        {
            var mapping = compared[i].Mapping;
            columns.Add(CopyRequest.Column(Value(i), mapping));
            expressions.Add(mapping.SelectSql);
            columns.Add(new CopyColumn(Text(i), () => LogicalType.Of(DuckDBType.Varchar), mapping.CreateTextDecoder));
            expressions.Add(mapping.PostgresTextSql);
        }
        columns.Add(
            new CopyColumn("key", () => LogicalType.Of(DuckDBType.Varchar), compared[0].Mapping.CreateTextDecoder)
        );
        expressions.Add(RowKey.TextSql(plan.Relation));
        var select = $"SELECT {string.Join(", ", expressions)}";
        return new CopyRequest(
            columns,
            [.. Sources().Select(from => $"COPY ({select} {from}) TO STDOUT (FORMAT binary)")],
            Rows
        );
    }

    private IEnumerable<string> Sources()
    {
        var parts = plan.Ranges.DistinctBy(range => range.FromSql).ToList();
        // Spread over all of them when there are more than are read, and others in each run.
        var taken = Math.Min(parts.Count, Parts);
        var limit = Math.Min(plan.RowLimit ?? long.MaxValue, RowsOfOne() / Math.Max(taken, 1));
        for (var i = 0; i < taken; i++)
        {
            var part = parts[(context.SampleSeed + i * parts.Count / taken) % parts.Count];
            yield return CopyStatement.Rows(
                plan with
                {
                    RowLimit = Math.Max(limit, 1),
                },
                part with
                {
                    WhereSql = null,
                },
                part.HasPages ? Sampling() : null
            );
        }
    }

    private string Sampling()
    {
        var pages = plan.ExpectedBytes / (double)context.Session.Snapshot!.Catalog.BlockBytes;
        var percent = Math.Clamp(100 * Pages / Math.Max(pages, 1), 0.0001, 100);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"TABLESAMPLE SYSTEM ({percent:0.####}) REPEATABLE ({context.SampleSeed})"
        );
    }

    private long RowsOfOne()
    {
        var bytesPerRow = plan.ExpectedBytes / Math.Max(plan.ExpectedRows, 1);
        return Math.Clamp(MaxBytes / Math.Max(bytesPerRow, 1), 1, Rows);
    }

    // The rows that differ: the key in front, then whether each column does. There is no cheaper plan than this for the
    // usual answer, that none does, and of small tables the plan is most of the cost.
    private static string CompareSql(IReadOnlyList<PlannedColumn> columns, long id)
    {
        var differs = columns.Select(
            (column, i) => $"{column.Mapping.DuckDBTextSql(Value(i))} IS DISTINCT FROM {Text(i)} AS {Differs(i)}"
        );
        var any = string.Join(" OR ", columns.Select((_, i) => Differs(i)));
        return $"SELECT * FROM (SELECT key, {string.Join(", ", differs)} FROM {CopyScan.FunctionName}({id})) WHERE {any}";
    }

    // A row that did not get to the comparison was not found alike.
    private void ThrowIfNotAllCompared(TableCopy copy)
    {
        if (!copy.IsComplete || copy.RowsDecoded != copy.RowsSent)
            throw new PintailException(
                ErrorKind.ProofFailed,
                $"{plan.Name}: of a sample's {copy.RowsSent} rows that Postgres sent, {copy.RowsDecoded} were compared.",
                "The table keeps its previous content. Run again; if it happens twice, report it."
            );
    }

    private void ThrowIfDifferent(IReadOnlyList<PlannedColumn> columns, IReadOnlyList<object?[]> rows, long sampled)
    {
        if (rows.Count == 0)
            return;
        var told = columns
            .Select((column, i) => (Column: column, Keys: rows.Where(row => (bool)row[1 + i]!).Select(row => row[0])))
            .Select(one => (one.Column, Keys: one.Keys.ToList()))
            .Where(one => one.Keys.Count > 0)
            .Select(one =>
                $"\"{one.Column.Name}\" ({one.Column.Mapping.Column.Type.DisplayName}; {one.Keys.Count} of {sampled} sampled rows, at {string.Join(", ", one.Keys.Take(KeysShown))})"
            );
        throw new PintailException(
            ErrorKind.ProofFailed,
            $"{plan.Name}: Postgres and DuckDB print different texts for {string.Join(", ", told)}.",
            "The table keeps its previous content. Report it with the columns' types; until then leave these columns out "
                + "(--exclude-column), or copy without this check (--prove counts)."
        );
    }

    private static string Value(int index) => string.Create(CultureInfo.InvariantCulture, $"value{index}");

    private static string Differs(int index) => string.Create(CultureInfo.InvariantCulture, $"differs{index}");

    private static string Text(int index) => string.Create(CultureInfo.InvariantCulture, $"text{index}");
}
