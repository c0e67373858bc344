// One table: first both sides are streamed into sums, which takes no memory to speak of and is all there is to do when
// they are equal. Only where they are not, both are read again, for the rows of the buckets that differ.

using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Scan;
using Pintail.Types;

namespace Pintail.Verify;

/// <summary>What the comparisons of one verification share.</summary>
internal sealed record CompareContext(
    ReadContext Read,
    TextHashes Hashes,
    TypeOptions TypeOptions,
    IVerifyObserver Observer
);

/// <summary>Compares one table.</summary>
internal sealed class TableComparison(CompareContext context, ComparedTable table)
{
    private readonly TablePlan _plan = table.Plan;
    private readonly TableTexts _texts = new(table, context.TypeOptions);
    private readonly TableProgress _progress = new(table.Plan);

    /// <summary>Never throws for a failure of this table; its first connection is already taken from the budget.</summary>
    public TableVerification Run(CancellationToken cancellation)
    {
        var started = context.Read.Time.GetTimestamp();
        context.Observer.TableStarted(_progress);
        var result = Blank();
        var attempts = new TableAttempts(context.Read, _plan, _progress, $"Verifying {_plan.Name}");
        var error = attempts.Run(context.Observer.Waiting, token => result = Compare(attempts, token), cancellation);
        return result with
        {
            Status = error is null ? result.Status : VerifyStatus.Failed,
            Error = error ?? result.Error,
            Duration = context.Read.Time.GetElapsedTime(started),
        };
    }

    private TableVerification Compare(TableAttempts attempts, CancellationToken cancellation)
    {
        var (source, target) = attempts.Read(_texts.Source(withChanges: false), Sum, cancellation);
        var result = Blank() with { SourceRows = source.Rows, TargetRows = target.Rows };
        if (source.IsSame(target))
            return result with { Status = VerifyStatus.Equal };
        if (table.Moving is { } moving)
            return result with { Status = VerifyStatus.NotVerified, Remarks = [OtherRowsEachTime(moving)] };
        _progress.Restart(_progress.Attempt);
        var search = new DifferenceSearch(table, _texts, context.Hashes, source.Different(target));
        return attempts.Read(
            _texts.Source(withChanges: true),
            (rows, connection, copy) =>
                search.Find(connection, rows, TargetRows(), () => CheckComplete(copy, source.Rows), result),
            cancellation
        );
    }

    private string OtherRowsEachTime(string moving) =>
        $"{_plan.Name} is not the same on both sides, and cannot be: what decides its rows uses {moving}, "
        + "which gives others at each reading. With fixed values in their place it can be verified.";

    private (TextSums Source, TextSums Target) Sum(string rows, DuckDBConnection connection, TableCopy copy)
    {
        DifferenceSearch.Prepare(connection);
        var source = Sum(connection, $"SELECT {_texts.List} FROM {rows}");
        CheckComplete(copy, source.Rows);
        return (source, Sum(connection, TargetRows()));
    }

    private TextSums Sum(DuckDBConnection connection, string rows)
    {
        using var reading = context.Hashes.Begin(_texts.Count);
        // Prepared, because a prepared statement's caller sleeps while DuckDB's threads have all the work.
        using var statement = connection.Prepare(
            $"SELECT count({TextHashes.FunctionName}({reading.Id}, {_texts.List})) FROM ({rows})"
        );
        using var result = statement.Query();
        return reading.Sum();
    }

    private string TargetRows() => _texts.Target(context.Read.Warehouse.Sql(_plan.Target));

    private void CheckComplete(TableCopy copy, long rows)
    {
        if (copy.IsComplete && copy.RowsSent == rows)
            return;
        throw new PintailException(
            ErrorKind.SourceProtocol,
            $"{_plan.Name}: Postgres sent {copy.RowsSent} rows and {rows} arrived"
                + (copy.IsComplete ? "." : ", and not every part of the table was read."),
            "Run again; if it happens twice, report it."
        );
    }

    private TableVerification Blank() =>
        new()
        {
            Schema = _plan.Relation.Schema,
            Table = _plan.Relation.Name,
            Target = _plan.Target,
            Status = VerifyStatus.Failed,
            Compared = [.. table.Columns.Select(column => column.Mapping.Column.Name)],
            NotCompared = [.. table.NotCompared.Select(column => column.Mapping.Column.Name)],
            Key = [.. table.Key.Select(index => table.Columns[index].Mapping.Column.Name)],
            MirroredAt = table.Mirrored.SnapshotTime,
            RowsTellChanges = table.LaterChanges.RowsTell,
        };
}
