using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>
/// Which relations of a catalog the filters select. A partition is part of its parent's rows, so it is selected only
/// when it is named; an inheriting table is a table of its own as well.
/// </summary>
internal static class RelationSelection
{
    /// <summary>Everything the filters ask for, of whatever kind.</summary>
    public static IEnumerable<Relation> Wanted(Catalog catalog, TableFilter filter) =>
        catalog.Relations.Where(relation =>
            filter.Selects(relation.Schema, relation.Name)
            && (relation.PartitionOf is null || filter.Names(relation.Schema, relation.Name))
        );

    /// <summary>What holds rows of its own that this role may read: the relations to lock and to plan.</summary>
    public static IReadOnlyList<Relation> Readable(Catalog catalog, TableFilter filter) =>
        [.. Wanted(catalog, filter).Where(relation => IsTable(relation) && relation.CanSelect)];

    public static bool IsTable(Relation relation) =>
        relation.Kind is RelationKind.Table or RelationKind.PartitionedTable;
}
