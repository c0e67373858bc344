using Pintail.Scan;

namespace Pintail.Mirror;

/// <summary>
/// Finds the first row whose value made a table fail, within the snapshot, so that the user is told its key and not only
/// its place in a stream.
/// </summary>
internal sealed class UnrepresentableRow(LoadContext context, TablePlan plan)
{
    /// <returns>The error with the row's key and what can be chosen; the error itself when no such row is found.</returns>
    public PintailException Locate(PintailException error, CancellationToken cancellation)
    {
        // The exporter is the pool's only connection then, and the pool keeps it while other tables are read.
        if (context.Session.Snapshot is { IsShared: false })
            return error;
        var name = ColumnOf(error);
        var column = plan.Columns.FirstOrDefault(column =>
            column.Mapping.UnrepresentableSql is not null && column.Mapping.Column.Name == name
        );
        if (column is null)
            return error;
        try
        {
            return FindKey(column.Mapping.UnrepresentableSql!, cancellation) is { } key
                ? Named(error, column, key)
                : error;
        }
        catch (PintailException)
        {
            // What was wrong with the value matters more than where it stands.
            return error;
        }
    }

    // The table's name is put in front of the message on the way here.
    private static string? ColumnOf(Exception? error) =>
        error is null ? null : (error as PintailException)?.Column ?? ColumnOf(error.InnerException);

    private string? FindKey(string condition, CancellationToken cancellation)
    {
        foreach (var part in plan.Ranges.Select(range => range.FromSql).Distinct())
        {
            var rows = CopyStatement.Rows(plan with { RowLimit = 1 }, new ScanRange(part, $"({condition})"));
            var row = context
                .Session.QueryRowAsync($"SELECT {RowKey.TextSql(plan.Relation)} {rows}", plan.Name, cancellation)
                .GetAwaiter()
                .GetResult();
            if (row is [string { Length: > 0 } key])
                return key;
        }
        return null;
    }

    private PintailException Named(PintailException error, PlannedColumn column, string key)
    {
        var name = $"{plan.Name}.{column.Mapping.Column.Name}";
        return new PintailException(
            error.Kind,
            $"{error.Message.TrimEnd('.')}. The first such row: {key}.",
            $"{error.Hint} Or choose what becomes of such values: --unrepresentable \"{name}=null\", or the whole column as text: \"{name}=text\".".TrimStart(),
            error
        );
    }
}
