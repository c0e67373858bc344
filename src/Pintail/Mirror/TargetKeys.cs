using Pintail.Postgres;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>A key that the target gets.</summary>
/// <param name="Columns">By their names in the target, in key order.</param>
internal sealed record TargetKey(string Name, bool IsPrimary, IReadOnlyList<string> Columns);

/// <summary>
/// Which of a table's keys hold in the target too: for all rows, all columns copied, none turned into what two values may
/// share, and of types that DuckDB can index. Each of the others is told with its reason, as the user asked for keys.
/// </summary>
internal static class TargetKeys
{
    public static IEnumerable<TargetKey> Of(TablePlan plan)
    {
        var columns = ByNumber(plan);
        return plan
            .Relation.Keys.Where(key => Obstacle(plan, key, columns) is null)
            .Select(key => new TargetKey(
                key.Name,
                key.IsPrimary,
                [.. key.ColumnNumbers.Select(number => columns[number].Name)]
            ));
    }

    public static IEnumerable<Finding> Findings(TablePlan plan)
    {
        var columns = ByNumber(plan);
        foreach (var key in plan.Relation.Keys)
        {
            if (Obstacle(plan, key, columns) is { } why)
                yield return NotCarried(plan, key.Name, key.IsPrimary, why) with
                {
                    Severity = SeverityOf(key, columns),
                };
            else if (key.NullsNotDistinct && !key.ColumnNumbers.All(number => columns[number].Mapping.IsNeverNull))
                yield return Find(
                    plan,
                    $"the unique key \"{key.Name}\" lets rows with NULL repeat in the target, as DuckDB has no NULLS NOT DISTINCT"
                );
        }
        foreach (var index in plan.Relation.UniqueIndexes)
            yield return NotCarried(plan, index.Name, index.IsPrimary, Obstacle(index.Obstacle));
    }

    private static Dictionary<int, PlannedColumn> ByNumber(TablePlan plan) =>
        plan.Columns.ToDictionary(column => column.Mapping.Column.Number);

    private static string? Obstacle(TablePlan plan, TableKey key, Dictionary<int, PlannedColumn> columns)
    {
        if (plan.Relation.HasInheritingTables)
            return "rows of inheriting tables, which are copied with its own, need not keep it";
        foreach (var number in key.ColumnNumbers)
        {
            if (!columns.TryGetValue(number, out var column))
            {
                var left = plan.Relation.Columns.FirstOrDefault(one => one.Number == number);
                return $"its column \"{left?.Name}\" is left out";
            }
            if (column.Mapping.KeyObstacle is { } why)
                return $"its column \"{column.Mapping.Column.Name}\" {why}";
        }
        return null;
    }

    // What the settings themselves leave out or change is no surprise.
    private static FindingSeverity SeverityOf(TableKey key, Dictionary<int, PlannedColumn> columns) =>
        key.ColumnNumbers.All(columns.ContainsKey)
        && !key.ColumnNumbers.Any(number => columns[number].Mapping.Fidelity == Fidelity.Lossy)
            ? FindingSeverity.Warning
            : FindingSeverity.Note;

    private static string Obstacle(UniqueIndexObstacle obstacle) =>
        obstacle switch
        {
            UniqueIndexObstacle.NotValid => "it is not valid at the source, as making it did not finish",
            UniqueIndexObstacle.Deferrable => "it is deferrable, so rows may break it for a while",
            UniqueIndexObstacle.Partial => "it is partial, and DuckDB has no partial indexes",
            _ => "it is over an expression, which DuckDB does not know",
        };

    private static Finding NotCarried(TablePlan plan, string name, bool isPrimary, string why) =>
        Find(plan, $"the {(isPrimary ? "primary" : "unique")} key \"{name}\" is not made in the target: {why}");

    private static Finding Find(TablePlan plan, string what) =>
        new(FindingSeverity.Warning, FindingKind.KeyNotCarried, plan.Name, null, $"{plan.Name}: {what}.");
}
