using Pintail.Scan;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// Finds the first row whose value made a table fail, within the snapshot, so that the user is told its key and not only
/// its place in a stream.
/// </summary>
internal sealed class UnrepresentableRow(LoadContext context, TablePlan plan)
{
    /// <returns>The error with the row's key and what can be chosen; without the key when no such row is found.</returns>
    public PintailException Locate(PintailException error, CancellationToken cancellation)
    {
        // The exporter is the pool's only connection then, and the pool keeps it while other tables are read.
        var isAsked = context.Session.Snapshot is not { IsShared: false };
        var name = ColumnOf(error);
        foreach (var column in isAsked ? Suspects(name) : [])
        {
            try
            {
                if (FindKey(column.Mapping.UnrepresentableSql!, cancellation) is { } key)
                    return Named(error, column, key);
            }
            catch (PintailException)
            {
                // What was wrong with the value matters more than where it stands.
            }
        }
        return name is not null ? With(error, HintOf(error, name))
            : error.Kind == ErrorKind.SourceQuery && Chosen() is { Length: > 0 } chosen
                ? With(
                    error,
                    $"{error.Hint} It may come from a type asked for with --column-type: {chosen}.".TrimStart()
                )
            : error;
    }

    // The server's error names no column; of ours, only casts to types that the user chose refuse values there.
    private IEnumerable<PlannedColumn> Suspects(string? name) =>
        plan.Columns.Where(column =>
            column.Mapping.UnrepresentableSql is not null
            && (name is null ? IsChosen(column) : column.Mapping.Column.Name == name)
        );

    private bool IsChosen(PlannedColumn column) => context.Spec.ColumnTypes.ContainsKey(FullName(column));

    private string Chosen() => string.Join(", ", plan.Columns.Where(IsChosen).Select(FullName));

    private string FullName(PlannedColumn column) => $"{plan.Name}.{column.Mapping.Column.Name}";

    // The table's name is put in front of the message on the way here.
    private static string? ColumnOf(Exception? error) =>
        error is null ? null : (error as PintailException)?.Column ?? ColumnOf(error.InnerException);

    private string HintOf(PintailException error, string column) =>
        error.Hint?.Replace(DecodeErrors.ColumnName, $"{plan.Name}.{column}", StringComparison.Ordinal) ?? "";

    private static PintailException With(PintailException error, string hint) =>
        hint == error.Hint ? error : new(error.Kind, error.Message, hint, error);

    private string? FindKey(string condition, CancellationToken cancellation)
    {
        foreach (var part in plan.Ranges.Select(range => range.FromSql).Distinct())
        {
            var rows = CopyStatement.Rows(plan with { RowLimit = 1 }, new ScanRange(part, $"({condition})"));
            var row = context
                .Session.QueryRowAsync($"SELECT {RowKey.TextSql(plan.Relation)} {rows}", plan.Name, cancellation)
                .GetAwaiter()
                .GetResult();
            if (row is [string key])
                return key;
        }
        return null;
    }

    private PintailException Named(PintailException error, PlannedColumn column, string key)
    {
        var name = FullName(column);
        var isServers = error.Kind == ErrorKind.SourceQuery;
        var what = isServers
            ? $"{plan.Name}: Column \"{column.Mapping.Column.Name}\": a value that {column.Mapping.DuckDBTypeSql}, {DecimalType.Choice}, cannot hold"
            : error.Message.TrimEnd('.');
        var remedy = isServers
            ? DecimalType.ChoiceRemedy.Replace(DecodeErrors.ColumnName, name, StringComparison.Ordinal)
            : HintOf(error, column.Mapping.Column.Name);
        return new PintailException(
            ErrorKind.ValueNotRepresentable,
            key.Length == 0 ? $"{what}." : $"{what}. The first such row: {key}.",
            $"{remedy} Or choose what becomes of such values: {ColumnFindings.Choices(name, IsChosen(column))}".TrimStart(),
            error
        );
    }
}
