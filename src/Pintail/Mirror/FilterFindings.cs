using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>Filter and rename entries that match nothing: mostly misspelt, and without a word the user would never know.</summary>
internal static class FilterFindings
{
    /// <summary>Each is compared with every name of the source: 20 among 100,000 tables take a second.</summary>
    private const int MaxSuggestions = 20;

    public static IEnumerable<Finding> Find(Catalog catalog, MirrorSpec spec)
    {
        var schemas = catalog.Relations.Select(relation => relation.Schema).ToHashSet();
        var tables = catalog.Relations.Select(relation => relation.FullName).ToHashSet();
        var filter = spec.Filter;
        return
        [
            .. Unmatched("included schema", FindingSeverity.Error, filter.IncludedSchemas, schemas),
            .. Unmatched("included table", FindingSeverity.Error, filter.IncludedTables, tables),
            .. Contradicted(filter, tables),
            .. Unmatched("excluded schema", FindingSeverity.Warning, filter.ExcludedSchemas, schemas),
            .. Unmatched("excluded table", FindingSeverity.Warning, filter.ExcludedTables, tables),
            .. UnmatchedRenames(catalog, spec, tables),
            .. UnmatchedSchemaRenames(spec, schemas),
            .. PartitionsWithoutParent(catalog, filter),
            .. SettingFindings.Find(catalog, spec),
        ];
    }

    // Included by name and taken out by another filter: what was asked for is not copied.
    private static IEnumerable<Finding> Contradicted(TableFilter filter, HashSet<string> tables) =>
        filter
            .IncludedTables.Where(tables.Contains)
            .Where(entry => !filter.SelectsSchemaOf(entry) || filter.Excludes(entry))
            .Select(entry => new Finding(
                FindingSeverity.Error,
                FindingKind.FilterMatchesNothing,
                null,
                null,
                $"The included table '{entry}' is taken out by another filter, so it is not copied.",
                "Every filter has to select a table: look at the schema filters and the excluded tables."
            ));

    // A partition's rows come with its parent; where the filters do not select that, they would be missed without a word.
    private static IEnumerable<Finding> PartitionsWithoutParent(Catalog catalog, TableFilter filter)
    {
        var byOid = catalog.Relations.ToDictionary(relation => relation.Oid);
        return catalog
            .Relations.Where(relation => RelationSelection.IsPart(relation, filter))
            .GroupBy(relation => Root(relation, byOid))
            .Where(tree => !filter.Selects(tree.Key.Schema, tree.Key.Name))
            .Select(tree => new Finding(
                FindingSeverity.Warning,
                FindingKind.PartitionsSkipped,
                tree.Key.FullName,
                null,
                $"The filters select partitions of {tree.Key.FullName} ({tree.First().FullName} for one) but not the table itself, so their rows are not copied.",
                "Select the table, or name the partitions one by one among the included tables."
            ));
    }

    internal static Relation Root(Relation relation, Dictionary<uint, Relation> byOid)
    {
        while (relation.PartitionOf is { } parent && byOid.TryGetValue(parent, out var found))
            relation = found;
        return relation;
    }

    private static IEnumerable<Finding> Unmatched(
        string what,
        FindingSeverity severity,
        IReadOnlyList<string> entries,
        HashSet<string> names
    ) =>
        entries
            .Where(entry => !names.Contains(entry))
            .Select(
                (entry, index) =>
                    new Finding(
                        severity,
                        FindingKind.FilterMatchesNothing,
                        null,
                        null,
                        $"The {what} '{entry}' is not in the source.",
                        Nearest(entry, names, index)
                    )
            );

    private static IEnumerable<Finding> UnmatchedRenames(Catalog catalog, MirrorSpec spec, HashSet<string> tables)
    {
        if (spec.Renames.Count == 0)
            return [];
        var columns = catalog.Relations.SelectMany(relation =>
            relation.Columns.Select(column => $"{relation.FullName}.{column.Name}")
        );
        var names = tables.Concat(columns).ToHashSet();
        return spec
            .Renames.Keys.Where(name => !names.Contains(name))
            .Select(
                (name, index) =>
                    new Finding(
                        FindingSeverity.Warning,
                        FindingKind.RenameMatchesNothing,
                        null,
                        null,
                        $"The rename of '{name}' names neither a table nor a column of the source.",
                        Nearest(name, names, index)
                    )
            );
    }

    private static IEnumerable<Finding> UnmatchedSchemaRenames(MirrorSpec spec, HashSet<string> schemas) =>
        spec
            .SchemaRenames.Keys.Where(name => !schemas.Contains(name))
            .Select(
                (name, index) =>
                    new Finding(
                        FindingSeverity.Warning,
                        FindingKind.RenameMatchesNothing,
                        null,
                        null,
                        $"The rename of '{name}' names no schema of the source.",
                        Nearest(name, schemas, index)
                    )
            );

    /// <param name="index">Which of its list's unmatched entries it is: after some the cause is another than a slip.</param>
    internal static string Nearest(string entry, IEnumerable<string> names, int index) =>
        index < MaxSuggestions && NearestName.Of(entry, names) is { } near
            ? $"Did you mean '{near}'? Names are case-sensitive, tables are written schema.table."
            : "Names are case-sensitive, tables are written schema.table.";
}
