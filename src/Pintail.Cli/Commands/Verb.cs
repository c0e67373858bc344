using Pintail.Cli.Settings;
using Pintail.Types;

namespace Pintail.Cli.Commands;

/// <summary>One command of the program, as the command line and help know it.</summary>
internal sealed record Verb(string Name, string Summary, IReadOnlyList<Setting> Settings)
{
    public string Details { get; init; } = "";

    /// <summary>What to type, and why.</summary>
    public IReadOnlyList<(string Command, string Why)> Examples { get; init; } = [];
    public bool IsHidden { get; init; }

    public static readonly Verb Mirror = new(
        "mirror",
        "Copy a PostgreSQL database into DuckDB or MotherDuck, all tables as of one moment.",
        [.. SettingTable.All.Where(setting => setting != SettingTable.Probe)]
    )
    {
        Details =
            "Reads every selected table in one snapshot, proves the copy, and publishes it in one transaction: whoever "
            + "opens the target sees the old state or the new one. Running it again replaces what it made before.",
        Examples =
        [
            ("pintail mirror --source postgresql://reader@db.example/shop --target shop.duckdb", "a whole database"),
            ("pintail mirror --source dbname=shop --include-schema sales,stock", "two schemas of a local one"),
            (
                "MOTHERDUCK_TOKEN=… pintail mirror --source postgresql://reader@db.example/shop --target md:shop",
                "into MotherDuck"
            ),
            ("pintail mirror --config nightly.yaml --json > run.jsonl", "from a script"),
        ],
    };

    public static readonly Verb Plan = new(
        "plan",
        "Show what mirror would do, without writing: tables, rows, types, and what is skipped and why.",
        SettingTable.All
    )
    {
        Details =
            "Takes the same options as mirror, and --probe. With --verbose it lists every column, else those that change type.",
        Examples =
        [
            ("pintail plan --source postgresql://reader@db.example/shop", "what would be copied"),
            ("pintail plan --config nightly.yaml --json | jq .findings", "what to look at first"),
        ],
    };

    // What only a run that writes has a use for.
    private static readonly Setting[] WritersOnly =
    [
        SettingTable.StorageVersion,
        SettingTable.IncrementalTables,
        SettingTable.Prune,
        SettingTable.PublishPerTable,
        SettingTable.Prove,
        SettingTable.Keys,
        SettingTable.Strict,
        SettingTable.Probe,
    ];

    public static readonly Verb Verify = new(
        "verify",
        "Compare a mirror with its source as it is now, value by value, without writing.",
        [.. SettingTable.All.Except(WritersOnly)]
    )
    {
        Details =
            "Takes the options that the mirror was made with, and compares each table that the mirror holds by texts that "
            + "PostgreSQL and DuckDB make independently of each other. Tells how many rows differ, are missing or are only "
            + "in the mirror, the first keys, and which of it changes after the mirror's snapshot can explain. "
            + "Ends with 0 when nothing else differs, with 4 when something does: also when a table or a column is missing "
            + "on one side or has another type, and with 1 when a table could not be compared.",
        Examples =
        [
            (
                "pintail verify --source postgresql://reader@db.example/shop --target shop.duckdb",
                "is it the same data?"
            ),
            ("pintail verify --config nightly.yaml --json | jq 'select(.status == \"different\")'", "from a script"),
        ],
    };

    public static readonly Verb Demo = new(
        "demo",
        "Start a throw-away PostgreSQL with a shop of a million rows, mirror it to ./demo.duckdb, compare answers.",
        [SettingTable.Verbose]
    )
    {
        Details = "Takes under a minute, needs nothing set up, and reads none of your settings.",
        Examples = [("pintail demo", "")],
    };

    public static readonly Verb Reference = new("reference", $"Print {ReferencePage.File}.", []) { IsHidden = true };

    public static readonly Verb Types = new("types", $"Print {TypesPage.File}.", []) { IsHidden = true };

    public static IReadOnlyList<Verb> All { get; } = [Mirror, Plan, Verify, Demo, Reference, Types];
}
