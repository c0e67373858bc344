using Pintail.Cli.Results;

namespace Pintail.Cli.Settings;

// What pintail sql runs, in what, and how it shows the results.
internal static partial class SettingTable
{
    public static readonly Setting<string?> SqlFile = new()
    {
        IsArgument = true,
        ValueName = "<file.duckdb>",
        Group = SettingGroup.Session,
        Description =
            "pintail sql: the DuckDB file to work in, made when it is missing, or a MotherDuck database as md:name. "
            + "Without it everything is in memory.",
        Parse = SettingParsers.SessionFile,
        Default = null,
        IsSecret = true,
    };

    public static readonly Setting<IReadOnlyList<string>> SqlCommands = new()
    {
        Flag = "--command",
        ShortFlag = "-c",
        ValueName = "<sql>",
        Group = SettingGroup.Session,
        Shape = SettingShape.Texts,
        Description = "Statements to run; can be repeated.",
        Parse = texts => texts,
        Default = [],
        IsSecret = true,
    };

    public static readonly Setting<string?> SqlScript = new()
    {
        Flag = "--file",
        ShortFlag = "-f",
        ValueName = "<file>",
        Group = SettingGroup.Session,
        Description = "A file of statements to run; - is standard input.",
        Parse = SettingParsers.Filled("a file"),
        Default = null,
    };

    public static readonly Setting<IReadOnlyDictionary<string, string>> Attachments = new()
    {
        Flag = "--attach",
        ValueName = "<name=conninfo>",
        Group = SettingGroup.Session,
        Shape = SettingShape.Texts,
        Description =
            "A PostgreSQL database to attach under that name, for reading; can be repeated. "
            + "What the connection string leaves out comes from the default secret, PG* and ~/.pgpass.",
        Parse = SettingParsers.Attachments,
        Default = new Dictionary<string, string>(),
        IsSecret = true,
    };

    public static readonly Setting<ResultFormat> Format = new()
    {
        Flag = "--format",
        ValueName = "<table|csv|json|markdown|line>",
        Group = SettingGroup.Session,
        Description =
            "How results are written. A terminal shows 40 rows of a table; elsewhere, and else, all are written. In json nested values are arrays and objects, and numbers that a reader could round are texts.",
        DefaultText = "table",
        Parse = SettingParsers.Choice(ResultFormats.Names),
        Default = ResultFormat.Table,
    };
}
