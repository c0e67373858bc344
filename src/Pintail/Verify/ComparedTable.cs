using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Verify;

/// <summary>A table whose rows are compared: what of it, and by what rows are paired.</summary>
internal sealed record ComparedTable
{
    public required TablePlan Plan { get; init; }
    public required RecordedTable Mirrored { get; init; }

    /// <summary>Those that DuckDB prints as Postgres does.</summary>
    public required IReadOnlyList<PlannedColumn> Columns { get; init; }

    /// <summary>The others.</summary>
    public required IReadOnlyList<PlannedColumn> NotCompared { get; init; }

    /// <summary>Indexes into <see cref="Columns"/>; empty: there is no key, whole rows are compared.</summary>
    public required IReadOnlyList<int> Key { get; init; }
    public required LaterChanges LaterChanges { get; init; }

    /// <summary>What in its condition or its view gives other rows at each reading; null when nothing does.</summary>
    public string? Moving { get; init; }

    /// <summary>What its rows are read from.</summary>
    public required IReadOnlyList<Relation> Holders { get; init; }

    public static ComparedTable Of(
        TablePlan plan,
        RecordedTable mirrored,
        IReadOnlyList<Relation> holders,
        LaterChanges laterChanges
    )
    {
        var columns = plan.Columns.Where(column => column.Mapping.DuckDBTextSql("x") is not null).ToList();
        return new ComparedTable
        {
            Plan = plan,
            Mirrored = mirrored,
            Columns = columns,
            NotCompared = [.. plan.Columns.Except(columns)],
            Key = BestKey(plan.Relation, [.. columns.Select(column => column.Mapping.Column)]),
            LaterChanges = laterChanges,
            Holders = holders,
        };
    }

    // The primary key, else the shortest that holds for every row. An inheriting table's rows are not held by its
    // parent's key.
    private static IReadOnlyList<int> BestKey(Relation relation, List<Column> columns)
    {
        if (relation.HasInheritingTables)
            return [];
        foreach (var key in relation.Keys.OrderBy(key => !key.IsPrimary).ThenBy(key => key.ColumnNumbers.Count))
        {
            var indexes = key.ColumnNumbers.Select(number => columns.FindIndex(column => column.Number == number));
            if (indexes.ToList() is { } found && !found.Contains(-1) && HoldsForEveryRow(key, found, columns))
                return found;
        }
        return [];
    }

    private static bool HoldsForEveryRow(TableKey key, List<int> indexes, List<Column> columns) =>
        key.IsPrimary || key.NullsNotDistinct || indexes.All(index => columns[index].NotNull);
}
