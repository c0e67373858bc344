using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>
/// Which relations of a catalog the user selects, and which of their columns. A partition is part of its parent's rows,
/// so it is selected only when it is named; an inheriting table is a table of its own as well.
/// </summary>
internal static class RelationSelection
{
    /// <summary>Everything the filters ask for, of whatever kind.</summary>
    public static IEnumerable<Relation> Wanted(Catalog catalog, TableFilter filter) =>
        catalog.Relations.Where(relation =>
            filter.Selects(relation.Schema, relation.Name) && !IsPart(relation, filter)
        );

    /// <summary>Selected, and only as a part of another table's rows.</summary>
    public static bool IsPart(Relation relation, TableFilter filter) =>
        relation.PartitionOf is not null
        && filter.Selects(relation.Schema, relation.Name)
        && !filter.Names(relation.Schema, relation.Name);

    /// <summary>What gives rows that this role may read: the relations to lock and to plan.</summary>
    /// <exception cref="PintailException">They are more than a run takes, or one has more columns than PostgreSQL knows.</exception>
    public static IReadOnlyList<Relation> Readable(Catalog catalog, MirrorSpec spec)
    {
        List<Relation> relations =
        [
            .. Wanted(catalog, spec.Filter)
                .Where(relation =>
                    !IsSkipped(relation, spec)
                    && (IsTable(relation) || (spec.Views && IsView(relation) && relation.IsPopulated))
                    && CanRead(relation, spec)
                ),
        ];
        if (relations.Count > MirrorSpec.MaxTables)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                FormattableString.Invariant(
                    $"{relations.Count:N0} tables are selected, and {MirrorSpec.MaxTables:N0} are possible in one run."
                ),
                "Mirror them in several runs, each into a target of its own, by --include-schema or --include-table."
            );
        }
        if (relations.Find(relation => relation.Columns.Count > MirrorSpec.MaxColumns) is { } wide)
        {
            throw new PintailException(
                ErrorKind.SourceProtocol,
                FormattableString.Invariant(
                    $"{wide.FullName} has {wide.Columns.Count:N0} columns, and PostgreSQL's tables have {MirrorSpec.MaxColumns:N0} at most."
                ),
                "Is this server PostgreSQL? Leave the table out with --exclude-table."
            );
        }
        return relations;
    }

    /// <summary>Selected, and left as the target has it.</summary>
    public static bool IsSkipped(Relation relation, MirrorSpec spec) =>
        spec.Strategies.GetValueOrDefault(relation.FullName) == RefreshStrategy.Skip;

    public static bool IsTable(Relation relation) =>
        relation.Kind is RelationKind.Table or RelationKind.PartitionedTable;

    public static bool IsView(Relation relation) => relation.Kind is RelationKind.View or RelationKind.MaterializedView;

    /// <summary>The columns that are copied: all but those the user leaves out.</summary>
    public static IReadOnlyList<Column> Columns(Relation relation, MirrorSpec spec) =>
        spec.ExcludedColumns.Count == 0
            ? relation.Columns
            : [.. relation.Columns.Where(column => !IsExcluded(relation, column, spec))];

    public static bool IsExcluded(Relation relation, Column column, MirrorSpec spec) =>
        spec.Excludes($"{relation.FullName}.{column.Name}");

    /// <summary>SELECT on the relation, or on each of the columns that are copied.</summary>
    public static bool CanRead(Relation relation, MirrorSpec spec) =>
        relation.CanSelect
        || (
            relation.CanUseSchema
            && Columns(relation, spec) is { Count: > 0 } columns
            && columns.All(column => column.CanSelect)
        );
}
