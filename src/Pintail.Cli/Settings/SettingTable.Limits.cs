namespace Pintail.Cli.Settings;

// How long a run waits, and how long the source bears it.
internal static partial class SettingTable
{
    public static readonly Setting<TimeSpan> LockTimeout = new()
    {
        Flag = "--lock-timeout",
        ValueName = "<duration>",
        Key = "lock_timeout",
        Group = SettingGroup.Running,
        Description =
            "How long one attempt waits for a lock on a source table; for all that are held, at most about twice that.",
        DefaultText = "10s",
        Parse = SettingParsers.Duration,
        Default = TimeSpan.FromSeconds(10),
    };

    public static readonly Setting<TimeSpan> Timeout = Limit(
        "--timeout",
        "How long the whole run may take, waits between attempts included. Past it nothing more is published, and the "
            + "exit code is 1.",
        "none",
        System.Threading.Timeout.InfiniteTimeSpan
    );

    public static readonly Setting<TimeSpan> MaxSnapshotAge = Limit(
        "--max-snapshot-age",
        "How long the source may be kept from cleaning up dead rows: a run that holds its snapshot for longer gives it up "
            + "and fails with exit code 1. A plan that will probably take longer says so.",
        "1h",
        TimeSpan.FromHours(1)
    );

    public static readonly Setting<TimeSpan> ProgressTimeout = Limit(
        "--progress-timeout",
        "How long the server may be silent while it owes rows or an answer. It is then asked on a connection of its own: a "
            + "server that works (it sorts, or finds no row) may go on, a line that carries nothing is given up and tried again.",
        "5m",
        TimeSpan.FromMinutes(5)
    );

    public static readonly Setting<TimeSpan> YieldAfter = Limit(
        "--yield-after",
        "How long another session, such as an ALTER TABLE, may wait for the locks of this run before the run gives way: it "
            + "begins again once the other is through, as one of its attempts. Without it the run goes on; it always warns.",
        "none",
        System.Threading.Timeout.InfiniteTimeSpan
    );

    private static Setting<TimeSpan> Limit(string flag, string description, string defaultText, TimeSpan @default) =>
        new()
        {
            Flag = flag,
            ValueName = "<duration|none>",
            Key = flag.TrimStart('-').Replace('-', '_'),
            Group = SettingGroup.Running,
            Description = description,
            DefaultText = defaultText,
            Parse = SettingParsers.Limit,
            Default = @default,
        };
}
