using Pintail.Types;

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
        "Known from the Flight. With a --watermark, the same as --strategy append; without one these tables are refreshed by "
            + "difference, as all are."
    );

    public static readonly Setting<bool> Views = Switch(
        "--views",
        SettingGroup.Selection,
        "Copy views and materialized views as tables; without it they are skipped."
    );
    public static readonly Setting<IReadOnlyList<string>> ExcludedColumns = new()
    {
        Flag = "--exclude-column",
        ValueName = "<schema.table.column>",
        Key = "excluded_columns",
        Group = SettingGroup.Selection,
        Shape = SettingShape.List,
        Description =
            "Not these columns: they are not read, so a role that may not read them can copy the rest of the table.",
        Parse = SettingParsers.Names(Column, 3),
        Default = [],
    };

    public static readonly Setting<IReadOnlyDictionary<string, string>> RowFilters = Pairs(
        "--where",
        "<schema.table=condition>",
        "schema.table to a condition",
        "Only the rows of a table for which a condition in PostgreSQL's SQL is true. Functions, operators and types that "
            + "are not PostgreSQL's own are written with their schema.",
        new PairParser<string> { Expectation = "schema.table=condition", ReadValue = value => value }
    );

    public static readonly Setting<RowLimits> RowLimit = new()
    {
        Flag = "--limit",
        ValueName = "<[schema.table=]rows>",
        Key = "limit",
        Group = SettingGroup.Selection,
        Shape = SettingShape.TextAndPairs,
        PairNames = "schema.table to a number",
        Description = "At most so many rows of each table, or of one table: for trial copies. Which rows is not said.",
        Parse = RowLimits.Parse,
        Default = RowLimits.None,
    };

    public static readonly Setting<IReadOnlyDictionary<string, string>> Renames = Pairs(
        "--rename",
        "<schema.table=name>",
        "schema.table to its new name",
        "Another name in the target for a table, or for a column as schema.table.column=name. The table stays in its "
            + "schema, or in the one that --rename-schema gives.",
        new PairParser<string>
        {
            Expectation = "schema.table=new_name",
            NameExpectation = TableOrColumn,
            NameParts = [2, 3],
            ReadValue = SettingParsers.NewName,
            SplitsAtLast = true,
        }
    );

    public static readonly Setting<IReadOnlyDictionary<string, string>> SchemaRenames = Pairs(
        "--rename-schema",
        "<schema=name>",
        "schema to its new name",
        "Another schema in the target for the tables of one; also main, and several into one.",
        new PairParser<string>
        {
            Expectation = "schema=new_name",
            ReadValue = SettingParsers.NewName,
            NameExpectation = "schema",
            NameParts = [1],
            SplitsAtLast = true,
        }
    );

    public static readonly Setting<IReadOnlyDictionary<string, string>> ColumnTypes = Pairs(
        "--column-type",
        "<schema.table.column=type>",
        "schema.table.column to a type",
        "The DuckDB type that a column is to have, instead of the one of docs/types.md.",
        new PairParser<string>
        {
            Expectation = "schema.table.column=TYPE",
            NameExpectation = Column,
            ReadValue = value => value.Trim(),
            NameParts = [3],
        }
    );

    public static readonly Setting<IReadOnlyDictionary<string, UnrepresentablePolicy>> Unrepresentable = Pairs(
        "--unrepresentable",
        "<schema.table.column=refuse|null|text>",
        "schema.table.column to refuse, null or text",
        "What becomes of a column's values that its DuckDB type cannot hold, such as NaN in a DECIMAL: the table fails "
            + "(refuse), they become NULL, or the whole column becomes text.",
        new PairParser<UnrepresentablePolicy>
        {
            Expectation = "schema.table.column=refuse, null or text",
            NameExpectation = Column,
            ReadValue = Policy,
            NameParts = [3],
            SplitsAtLast = true,
        },
        defaultText: "refuse"
    );

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
        "Drop copies that Pintail made and no run refreshes any more: their relation is gone at the source, or has another name or become a partition, and a copy with all its rows is there."
    );

    private const string Column = "schema.table.column";
    private const string TableOrColumn = "schema.table or schema.table.column";

    private static UnrepresentablePolicy Policy(string text) =>
        SettingParsers.Choice(
            ("refuse", UnrepresentablePolicy.Refuse),
            ("null", UnrepresentablePolicy.Null),
            ("text", UnrepresentablePolicy.Text)
        )([text]);

    private static Setting<IReadOnlyDictionary<string, T>> Pairs<T>(
        string flag,
        string valueName,
        string pairNames,
        string description,
        PairParser<T> parser,
        string defaultText = ""
    ) =>
        new()
        {
            Flag = flag,
            ValueName = valueName,
            Key = flag.TrimStart('-').Replace('-', '_'),
            Group = SettingGroup.Selection,
            Shape = SettingShape.Pairs,
            PairNames = pairNames,
            Description = description,
            DefaultText = defaultText,
            Parse = parser.Parse,
            Default = new Dictionary<string, T>(),
        };

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
            Parse = variable switch
            {
                "INCLUDED_SCHEMAS" or "EXCLUDED_SCHEMAS" => SettingParsers.Names("a schema's name", 1),
                // By itself it changes nothing here, so that no spelling of the Flight's may end a run.
                "INCREMENTAL_TABLES" => SettingParsers.Names("schema.table", 1, 2),
                _ => SettingParsers.Names("schema.table", 2),
            },
            Default = [],
        };
}
