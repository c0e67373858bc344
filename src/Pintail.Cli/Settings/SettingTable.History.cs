namespace Pintail.Cli.Settings;

// What pintail history tells of a target.
internal static partial class SettingTable
{
    public static readonly Setting<string?> HistoryTable = new()
    {
        IsArgument = true,
        ValueName = "<schema.table>",
        Group = SettingGroup.History,
        Description =
            "pintail history: only the runs of this table, named exactly as the source has it. Without it all runs.",
        Parse = SettingParsers.Filled("schema.table"),
        Default = null,
        IsSecret = true,
    };

    // Two weeks of a nightly mirror, and one screen.
    public static readonly Setting<int> HistoryLimit = new()
    {
        Flag = "--limit",
        ValueName = "<n>",
        Group = SettingGroup.History,
        Description = "pintail history: at most so many runs, the newest first.",
        DefaultText = "20",
        Parse = SettingParsers.Integer(1, 1_000_000),
        Default = 20,
    };
}
