using System.Globalization;
using Pintail.Postgres;
using Pintail.Scan;

namespace Pintail.Mirror;

/// <summary>
/// Finds the first row whose value made a table fail, within the snapshot, so that the user is told its key and not only
/// its place in a stream.
/// </summary>
/// <param name="limit">How long all of it may take.</param>
internal sealed class UnrepresentableRow(SnapshotSession session, TimeProvider time, TablePlan plan, TimeSpan limit)
{
    /// <summary>
    /// The search reads the table up to that row, and nobody else can ask the exporter anything meanwhile: what a minute
    /// does not find is left to the user, who is told the column.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public UnrepresentableRow(LoadContext context, TablePlan plan)
        : this(context.Session, context.Time, plan, Limit) { }

    /// <returns>The error with the row's key and what can be chosen; the error itself when no such row is found.</returns>
    public PintailException Locate(PintailException error, CancellationToken cancellation)
    {
        // The exporter is the pool's only connection then, and the pool keeps it while other tables are read.
        if (session.Snapshot is { IsShared: false })
            return error;
        var name = ColumnOf(error);
        var column = plan.Columns.FirstOrDefault(column =>
            column.Mapping.UnrepresentableSql is not null && column.Mapping.Column.Name == name
        );
        if (column is null)
            return error;
        try
        {
            return FindKey(column.Mapping.UnrepresentableSql!, cancellation) is { } place
                ? Placed(error, column, place)
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

    // As a sentence; null when no row is found or it has no name.
    private string? FindKey(string condition, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        foreach (var part in plan.Ranges.Select(range => range.FromSql).Distinct())
        {
            var left = limit - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return NotFound();
            var rows = CopyStatement.Rows(plan with { RowLimit = 1 }, new ScanRange(part, $"({condition})"));
            var row = session
                .QueryRowAsync($"SELECT {RowKey.TextSql(plan.Relation)} {rows}", plan.Name, left, cancellation)
                .GetAwaiter()
                .GetResult();
            if (row is null)
                return NotFound();
            if (row is [string { Length: > 0 } key])
                return $"The first such row: {key}.";
        }
        return null;
    }

    private string NotFound() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Which row it is was not found within the {limit.TotalSeconds:0.###} s that a search may take."
        );

    private PintailException Placed(PintailException error, PlannedColumn column, string place)
    {
        var name = $"{plan.Name}.{column.Mapping.Column.Name}";
        return new PintailException(
            error.Kind,
            $"{error.Message.TrimEnd('.')}. {place}",
            $"{error.Hint} Or choose what becomes of such values: --unrepresentable \"{name}=null\", or the whole column as text: \"{name}=text\".".TrimStart(),
            error
        );
    }
}
