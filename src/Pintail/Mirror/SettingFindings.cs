using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>
/// Settings of single tables and columns that name none. Where rows or columns were to be left out it is an error: they
/// would be copied against the user's word.
/// </summary>
internal static class SettingFindings
{
    public static IEnumerable<Finding> Find(Catalog catalog, MirrorSpec spec)
    {
        var entries = Entries(spec).ToList();
        if (entries.Count == 0)
            return [];
        // Names may hold dots, so two relations can be written alike: the first stands for both here.
        var tables = catalog.Relations.DistinctBy(it => it.FullName).ToDictionary(relation => relation.FullName);
        var columns = new HashSet<string>();
        foreach (var relation in catalog.Relations)
            columns.UnionWith(relation.Columns.Select(column => $"{relation.FullName}.{column.Name}"));
        var byOid = catalog.Relations.ToDictionary(relation => relation.Oid);
        return
        [
            .. entries
                .Where(entry => entry.IsColumn ? !columns.Contains(entry.Name) : !tables.ContainsKey(entry.Name))
                .Select((entry, index) => Unmatched(entry, entry.IsColumn ? columns : tables.Keys, index)),
            .. entries.Select(entry => OnPartition(entry, tables, byOid, spec.Filter)).OfType<Finding>(),
        ];
    }

    private static IEnumerable<Entry> Entries(MirrorSpec spec) =>
        [
            .. spec.ExcludedColumns.Select(name => new Entry(
                "--exclude-column",
                name,
                IsColumn: true,
                LeavesOut: true
            )),
            .. spec.RowFilters.Keys.Select(name => new Entry("--where", name, IsColumn: false, LeavesOut: true)),
            .. spec.RowLimits.Keys.Select(name => new Entry("--limit", name, IsColumn: false, LeavesOut: false)),
            .. spec.Strategies.Keys.Select(name => new Entry("--strategy", name, IsColumn: false, LeavesOut: false)),
            .. spec.Watermarks.Keys.Select(name => new Entry("--watermark", name, IsColumn: false, LeavesOut: false)),
            .. spec.Overlaps.Keys.Select(name => new Entry("--overlap", name, IsColumn: false, LeavesOut: false)),
            .. spec.ColumnTypes.Keys.Select(name => new Entry("--column-type", name, IsColumn: true, LeavesOut: false)),
            .. spec.Unrepresentable.Keys.Select(name => new Entry(
                "--unrepresentable",
                name,
                IsColumn: true,
                LeavesOut: false
            )),
        ];

    private static Finding Unmatched(Entry entry, IEnumerable<string> names, int index) =>
        new(
            entry.Severity,
            FindingKind.SettingMatchesNothing,
            null,
            null,
            $"The {entry.Flag} of '{entry.Name}' names no {(entry.IsColumn ? "column" : "table")} of the source.",
            FilterFindings.Nearest(entry.Name, names, index)
        );

    // A partition's rows are read with its parent, under the parent's settings.
    private static Finding? OnPartition(
        Entry entry,
        Dictionary<string, Relation> tables,
        Dictionary<uint, Relation> byOid,
        TableFilter filter
    )
    {
        var relation = tables.GetValueOrDefault(entry.Table(tables));
        if (relation?.PartitionOf is null || filter.Names(relation.Schema, relation.Name))
            return null;
        var root = FilterFindings.Root(relation, byOid);
        return new Finding(
            entry.Severity,
            FindingKind.SettingMatchesNothing,
            relation.FullName,
            null,
            $"The {entry.Flag} of '{entry.Name}' does nothing: {relation.FullName} is a partition, which is copied with {root.FullName}.",
            $"Set it for {root.FullName}."
        );
    }

    private sealed record Entry(string Flag, string Name, bool IsColumn, bool LeavesOut)
    {
        public FindingSeverity Severity => LeavesOut ? FindingSeverity.Error : FindingSeverity.Warning;

        // Names may hold dots themselves: the longest one that is a table's.
        public string Table(Dictionary<string, Relation> tables)
        {
            if (!IsColumn)
                return Name;
            for (var dot = Name.LastIndexOf('.'); dot > 0; dot = Name.LastIndexOf('.', dot - 1))
            {
                if (tables.ContainsKey(Name[..dot]))
                    return Name[..dot];
            }
            return "";
        }
    }
}
