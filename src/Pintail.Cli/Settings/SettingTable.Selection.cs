namespace Pintail.Cli.Settings;

// Which relations, columns and rows are copied, and under which names and types.
internal static partial class SettingTable
{
    public static readonly Setting<IReadOnlyList<string>> IncludedSchemas = Names(
        "--include-schema",
        "<schema>",
        "INCLUDED_SCHEMAS",
        "Only these schemas. Names are exact and case-sensitive, here and below; an exclusion wins over an inclusion."
    );
    public static readonly Setting<IReadOnlyList<string>> ExcludedSchemas = Names(
        "--exclude-schema",
        "<schema>",
        "EXCLUDED_SCHEMAS",
        "Not these schemas."
    );
    public static readonly Setting<IReadOnlyList<string>> IncludedTables = Names(
        "--include-table",
        "<schema.table>",
        "INCLUDED_TABLES",
        "Only these tables; a partition named here becomes a table of its own."
    );
    public static readonly Setting<IReadOnlyList<string>> ExcludedTables = Names(
        "--exclude-table",
        "<schema.table>",
        "EXCLUDED_TABLES",
        "Not these tables."
    );
    public static readonly Setting<IReadOnlyList<string>> IncrementalTables = Names(
        "--incremental-table",
        "<schema.table>",
        "INCREMENTAL_TABLES",
        "Known from the Flight. Comes with refresh by difference; until then these tables are copied in full."
    );

    public static readonly Setting<IReadOnlyDictionary<string, string>> Renames = new()
    {
        Flag = "--rename",
        ValueName = "<schema.table=name>",
        Key = "rename",
        Group = SettingGroup.Selection,
        Shape = SettingShape.Pairs,
        Description = "Another name in the target for a table, or for a column as schema.table.column=name.",
        Parse = SettingParsers.Pairs,
        Default = new Dictionary<string, string>(),
    };

    public static readonly Setting<bool> AllowEmpty = Switch(
        "--allow-empty",
        SettingGroup.Selection,
        "A selection of no tables at all is a success, not exit code 2.",
        "ALLOW_EMPTY"
    );
    public static readonly Setting<bool> AllowRowFiltering = Switch(
        "--allow-row-filtering",
        SettingGroup.Selection,
        "Copy what row security lets this role see; without it such a table is refused."
    );
    public static readonly Setting<bool> Prune = Switch(
        "--prune",
        SettingGroup.Selection,
        "Drop target tables that Pintail made and whose relation is gone at the source."
    );

    private static Setting<IReadOnlyList<string>> Names(
        string flag,
        string valueName,
        string variable,
        string description
    ) =>
        new()
        {
            Flag = flag,
            ValueName = valueName,
            Variables = [variable],
            Key = variable.ToLowerInvariant(),
            Group = SettingGroup.Selection,
            Shape = SettingShape.List,
            Description = description,
            Parse = SettingParsers.List,
            Default = [],
        };
}
