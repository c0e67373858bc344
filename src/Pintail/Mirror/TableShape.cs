using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>
/// What is carried over of a table beside its rows: NOT NULL and defaults always, keys by choice, as their indexes cost
/// time and memory in the target.
/// </summary>
internal static class TableShape
{
    public static StagingShape Of(TablePlan plan, bool withKeys) =>
        new(
            [
                .. plan.Columns.Select(column => new StagingColumn(
                    column.Name,
                    column.Mapping.DuckDBTypeSql,
                    !plan.Relation.HasInheritingTables && column.Mapping.IsNeverNull,
                    column.Mapping.DefaultSql
                )),
            ],
            withKeys ? Keys(plan).Where(key => key.IsPrimary).Select(key => key.Columns).FirstOrDefault() : null
        );

    /// <summary>Made after the table has its name, since DuckDB renames no table that has an index.</summary>
    public static IReadOnlyList<UniqueKey> UniqueKeys(TablePlan plan, bool withKeys) =>
        withKeys
            ? [.. Keys(plan).Where(key => !key.IsPrimary).Select(key => new UniqueKey(key.Name, key.Columns))]
            : [];

    /// <summary>
    /// Those that hold in the target too: for all rows, all columns copied, none turned into what two values may share, and
    /// of types that DuckDB can index.
    /// </summary>
    private static IEnumerable<(string Name, bool IsPrimary, IReadOnlyList<string> Columns)> Keys(TablePlan plan)
    {
        if (plan.Relation.HasInheritingTables)
            yield break;
        var byNumber = plan.Columns.ToDictionary(column => column.Mapping.Column.Number);
        foreach (var key in plan.Relation.Keys)
        {
            var columns = key.ColumnNumbers.Select(number => byNumber.GetValueOrDefault(number)).ToList();
            if (columns.All(column => column?.Mapping.CanBeKey == true))
                yield return (key.Name, key.IsPrimary, [.. columns.Select(column => column!.Name)]);
        }
    }
}
