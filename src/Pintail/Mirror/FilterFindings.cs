using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>Filter and rename entries that match nothing: mostly misspelt, and without a word the user would never know.</summary>
internal static class FilterFindings
{
    public static IEnumerable<Finding> Find(Catalog catalog, MirrorSpec spec)
    {
        var schemas = catalog.Relations.Select(relation => relation.Schema).ToHashSet();
        var tables = catalog.Relations.Select(relation => relation.FullName).ToHashSet();
        var filter = spec.Filter;
        return
        [
            .. Unmatched("included schema", FindingSeverity.Error, filter.IncludedSchemas, schemas),
            .. Unmatched("included table", FindingSeverity.Error, filter.IncludedTables, tables),
            .. Unmatched("excluded schema", FindingSeverity.Warning, filter.ExcludedSchemas, schemas),
            .. Unmatched("excluded table", FindingSeverity.Warning, filter.ExcludedTables, tables),
            .. UnmatchedRenames(catalog, spec, tables),
        ];
    }

    private static IEnumerable<Finding> Unmatched(
        string what,
        FindingSeverity severity,
        IReadOnlyList<string> entries,
        HashSet<string> names
    ) =>
        entries
            .Where(entry => !names.Contains(entry))
            .Select(entry => new Finding(
                severity,
                FindingKind.FilterMatchesNothing,
                null,
                null,
                $"The {what} '{entry}' is not in the source.",
                Nearest(entry, names)
            ));

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
            .Select(name => new Finding(
                FindingSeverity.Warning,
                FindingKind.RenameMatchesNothing,
                null,
                null,
                $"The rename of '{name}' names neither a table nor a column of the source.",
                Nearest(name, names)
            ));
    }

    private static string Nearest(string entry, IEnumerable<string> names) =>
        NearestName.Of(entry, names) is { } near
            ? $"Did you mean '{near}'? Names are case-sensitive, tables are written schema.table."
            : "Names are case-sensitive, tables are written schema.table.";
}
