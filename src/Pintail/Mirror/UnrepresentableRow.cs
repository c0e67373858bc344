using System.Globalization;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// Finds the first row whose value made a table fail, within the snapshot, so that the user is told its key and not only
/// its place in a stream.
/// </summary>
/// <param name="limit">How long all of it may take.</param>
internal sealed class UnrepresentableRow(
    SnapshotSession session,
    TimeProvider time,
    MirrorSpec spec,
    TablePlan plan,
    TimeSpan limit
)
{
    /// <summary>
    /// The search reads the table up to that row, and nobody else can ask the exporter anything meanwhile: what a minute
    /// does not find is left to the user, who is told the column.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public UnrepresentableRow(LoadContext context, TablePlan plan)
        : this(context.Session, context.Time, context.Spec, plan, Limit) { }

    /// <returns>The error with the row's key and what can be chosen; without the key when no such row is found.</returns>
    public PintailException Locate(PintailException error, CancellationToken cancellation)
    {
        // The exporter is the pool's only connection then, and the pool keeps it while other tables are read.
        var isAsked = session.Snapshot is not { IsShared: false };
        var name = ColumnOf(error);
        var started = time.GetTimestamp();
        foreach (var column in isAsked ? Suspects(name) : [])
        {
            try
            {
                // A server's error may be another column's, unless a row shows that it is not.
                if (
                    FindPlace(column.Mapping.UnrepresentableSql!, started, cancellation) is { } place
                    && (name is not null || place != NotFound())
                )
                    return Placed(error, column, place);
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
            && (name is null ? IsRefusedCast(column) : column.Mapping.Column.Name == name)
        );

    // Values that become NULL are not cast.
    private bool IsRefusedCast(PlannedColumn column) =>
        IsChosen(column) && spec.Unrepresentable.GetValueOrDefault(FullName(column)) != UnrepresentablePolicy.Null;

    private bool IsChosen(PlannedColumn column) => spec.ColumnTypes.ContainsKey(FullName(column));

    private string Chosen() => string.Join(", ", plan.Columns.Where(IsChosen).Select(FullName));

    private string FullName(PlannedColumn column) => $"{plan.Name}.{column.Mapping.Column.Name}";

    // The table's name is put in front of the message on the way here.
    internal static string? ColumnOf(Exception? error) =>
        error is null ? null : (error as PintailException)?.Column ?? ColumnOf(error.InnerException);

    private string HintOf(PintailException error, string column) =>
        error.Hint?.Replace(DecodeErrors.ColumnName, $"{plan.Name}.{column}", StringComparison.Ordinal) ?? "";

    private static PintailException With(PintailException error, string hint) =>
        hint == error.Hint ? error : new(error.Kind, error.Message, hint, error);

    // As a sentence with a blank before it; empty for a row that has no key; null when there is none.
    private string? FindPlace(string condition, long started, CancellationToken cancellation)
    {
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
            if (row is [string key])
                return key.Length == 0 ? "" : $" The first such row: {key}.";
        }
        return null;
    }

    private string NotFound() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $" Which row it is was not found within the {limit.TotalSeconds:0.###} s that a search may take."
        );

    private PintailException Placed(PintailException error, PlannedColumn column, string place)
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
            $"{what}.{place}",
            $"{remedy} Or choose what becomes of such values: {ColumnFindings.Choices(name, IsChosen(column))}".TrimStart(),
            error
        );
    }
}
