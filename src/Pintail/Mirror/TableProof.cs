using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Scan;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>Holds a staging table against what Postgres sent, as far as the spec says.</summary>
internal sealed class TableProof(LoadContext context, TablePlan plan, TargetTable staging)
{
    /// <summary>Each costs a reading of the table.</summary>
    private const int ColumnsDiagnosed = 3;

    private const string Remedy =
        "The table keeps its previous content. Run again; if it happens twice, report it with the types of these columns.";

    /// <returns>What was compared, for pintail.table_run; null when nothing was.</returns>
    /// <exception cref="PintailException">ProofFailed: the table is not published.</exception>
    public string? Check(
        DuckDBConnection connection,
        TableCopy copy,
        long rowsDecoded,
        bool readOnExporter,
        CancellationToken cancellation
    )
    {
        if (context.Spec.Prove == ProofLevel.None)
            return null;
        if (context.Spec.Prove == ProofLevel.Counts)
            return CheckCounts(copy, rowsDecoded, CountStored(connection));
        var (stored, fingerprints) = FoldStored(connection);
        var counts = CheckCounts(copy, rowsDecoded, stored);
        var content = new ContentProof(plan.Columns, copy.Content, fingerprints);
        if (content.Different.Count > 0)
            throw Differs(content.Different, Where(content.Different, readOnExporter, cancellation));
        var texts = new TextSample(context, plan).Check(connection, readOnExporter, cancellation);
        return $"{counts}; {content.Summary}; {texts}";
    }

    private string CheckCounts(TableCopy copy, long rowsDecoded, long rowsStored) =>
        new RowCountProof(copy.RowsSent, rowsDecoded, rowsStored, copy.IsComplete).Check(plan.Name)
        + (plan.RowFilter is null ? "" : ", of those that --where selects")
        + (plan.RowLimit is null ? "" : ", of those that --limit lets through");

    private long CountStored(DuckDBConnection connection)
    {
        using var count = connection.Query($"SELECT count(*) FROM {context.Warehouse.Sql(staging)}");
        return (long)count.Scalar()!;
    }

    // Both in one query, which for a small table costs as much as its rows.
    private (long Rows, Fingerprint[] Content) FoldStored(DuckDBConnection connection)
    {
        var columns = string.Join(", ", plan.Columns.Select(column => DuckDBText.Identifier(column.Name)));
        using var reading = context.Stored.Begin([.. plan.Columns.Select(column => column.Mapping)]);
        // Prepared, for the reason that the copy is.
        using var statement = connection.Prepare(
            $"SELECT count(*), count({StoredContent.FunctionName}({reading.Id}, {columns})) FROM {context.Warehouse.Sql(staging)}"
        );
        try
        {
            using var result = statement.Query();
            return ((long)result.Rows().Single()[0]!, reading.Sum());
        }
        catch (DuckDBException e)
            when (e.InnerException is PintailException { Kind: ErrorKind.ValueNotRepresentable } said)
        {
            // No value of the source is at fault: all of them were values of Postgres' type.
            throw new PintailException(
                ErrorKind.ProofFailed,
                $"{plan.Name}: what is stored cannot be what Postgres sent. {said.Message}",
                Remedy,
                e
            );
        }
    }

    private string Where(IReadOnlyList<PlannedColumn> columns, bool readOnExporter, CancellationToken cancellation)
    {
        try
        {
            // It joins, for which DuckDB has to optimize.
            using var connection = context.Warehouse.Connect();
            using var interrupt = cancellation.Register(connection.Interrupt);
            var diagnosis = new ContentDiagnosis(context, plan, staging);
            return diagnosis.Describe(connection, [.. columns.Take(ColumnsDiagnosed)], readOnExporter, cancellation);
        }
        catch (Exception e) when (e is PintailException or DuckDBException)
        {
            // That the proof failed is the error; this only says where.
            return $"Where could not be found out: {e.Message}";
        }
    }

    private PintailException Differs(IReadOnlyList<PlannedColumn> columns, string where) =>
        new(
            ErrorKind.ProofFailed,
            $"{plan.Name}: what is stored is not what Postgres sent, in {Named(columns)}. {where}",
            Remedy
        );

    private static string Named(IReadOnlyList<PlannedColumn> columns) =>
        (columns.Count == 1 ? "column " : "columns ")
        + string.Join(", ", columns.Select(column => $"\"{column.Name}\" ({column.Mapping.Column.Type.DisplayName})"));
}
