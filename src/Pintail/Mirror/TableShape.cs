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
            withKeys ? TargetKeys.Of(plan).FirstOrDefault(key => key.IsPrimary)?.Columns : null
        );

    /// <summary>Made after the table has its name, since DuckDB renames no table that has an index.</summary>
    public static IReadOnlyList<UniqueKey> UniqueKeys(TablePlan plan, bool withKeys) =>
        withKeys
            ? [.. TargetKeys.Of(plan).Where(key => !key.IsPrimary).Select(key => new UniqueKey(key.Name, key.Columns))]
            : [];
}
