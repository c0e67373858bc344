using Pintail.Mirror;

namespace Pintail.Cli.Settings;

// How tables that were mirrored before are brought up to date.
internal static partial class SettingTable
{
    public static readonly Setting<bool> Full = Switch(
        "--full",
        SettingGroup.Running,
        "Copy every table in full, whatever is known of what changed. To be used once after the source was restored from a "
            + "copy of its files that was taken while it was stopped."
    );

    public static readonly Setting<IReadOnlyDictionary<string, RefreshStrategy>> Strategies = RefreshPairs(
        "--strategy",
        "<schema.table=auto|full|delta|append|skip>",
        "schema.table to auto, full, delta, append or skip",
        "How a table is brought up to date: by difference where that is proved and cheaper (auto); always in full; by "
            + "difference wherever it is proved (delta); only rows past the highest value of the --watermark (append); or not "
            + "at all, and its copy stays (skip). docs/refresh.md tells them apart.",
        new PairParser<RefreshStrategy>
        {
            Expectation = "schema.table=auto, full, delta, append or skip",
            ReadValue = Strategy,
            SplitsAtLast = true,
        },
        "auto"
    );

    public static readonly Setting<IReadOnlyDictionary<string, string>> Watermarks = RefreshPairs(
        "--watermark",
        "<schema.table=column>",
        "schema.table to a column",
        "For --strategy append: a column that only grows, NOT NULL.",
        new PairParser<string> { Expectation = "schema.table=column", ReadValue = value => value },
        ""
    );

    public static readonly Setting<IReadOnlyDictionary<string, string>> Overlaps = RefreshPairs(
        "--overlap",
        "<schema.table=amount>",
        "schema.table to an amount",
        "For --strategy append: read again so much below the highest value, for rows that were committed late: a number, or "
            + "an interval in PostgreSQL's words such as '1 hour'. The table needs a key.",
        new PairParser<string> { Expectation = "schema.table=amount", ReadValue = value => value.Trim() },
        "0"
    );

    private static RefreshStrategy Strategy(string text) =>
        SettingParsers.Choice(
            ("auto", RefreshStrategy.Auto),
            ("full", RefreshStrategy.Full),
            ("delta", RefreshStrategy.Delta),
            ("append", RefreshStrategy.Append),
            ("skip", RefreshStrategy.Skip)
        )([text]);

    private static Setting<IReadOnlyDictionary<string, T>> RefreshPairs<T>(
        string flag,
        string valueName,
        string pairNames,
        string description,
        PairParser<T> parser,
        string defaultText
    ) =>
        new()
        {
            Flag = flag,
            ValueName = valueName,
            Key = flag.TrimStart('-'),
            Group = SettingGroup.Running,
            Shape = SettingShape.Pairs,
            PairNames = pairNames,
            Description = description,
            DefaultText = defaultText,
            Parse = parser.Parse,
            Default = new Dictionary<string, T>(),
        };
}
