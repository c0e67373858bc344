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

    /// <summary>The last paragraph of its help.</summary>
    public string Footer { get; init; } =
        "An option is taken from its flag, else its variable (env), else its key in pintail.yaml (yaml). "
        + "Exit codes: 0 done, 1 a table failed, 2 usage, 3 not reachable or locked, 4 proof failed, 130 interrupted.";

    /// <summary>For who gave one argument too many.</summary>
    public string ArgumentHint { get; init; } = "A connection string goes after --source, a file after --target.";

    /// <summary>What stands between the command and its options, with a blank behind it.</summary>
    public string Arguments =>
        string.Concat(Settings.Where(setting => setting.IsArgument).Select(setting => $"[{setting.ValueName}] "));

    public static readonly Verb Mirror = new(
        "mirror",
        "Copy a PostgreSQL database into DuckDB or MotherDuck, all tables as of one moment.",
        [.. SettingTable.OfMirror.Where(setting => setting != SettingTable.Probe)]
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
        SettingTable.OfMirror
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
        [.. SettingTable.OfMirror.Except(WritersOnly)]
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

    public static readonly Verb Sql = new(
        "sql",
        "Run DuckDB SQL in which live PostgreSQL databases are attached; interactive on a terminal.",
        [.. SettingTable.All.Where(setting => setting.Group == SettingGroup.Session), SettingTable.Verbose]
    )
    {
        Details =
            "Runs the statements of -c, then those of -f, or else those of standard input. The first that fails ends it. "
            + "On a terminal without -c and -f it asks for them: .help there says how. "
            + "ATTACH '<conninfo>' AS pg (TYPE postgres) attaches a database in SQL, --attach does it beforehand.",
        Examples =
        [
            (
                "pintail sql --attach pg=postgresql://reader@db.example/shop -c 'SELECT count(*) FROM pg.orders'",
                "ask a live database"
            ),
            ("pintail sql shop.duckdb", "look around in a copy"),
            ("pintail sql --attach pg=dbname=shop -f report.sql --format csv > report.csv", "from a script"),
        ],
        Footer =
            "Reads no pintail.yaml. Exit codes: 0 done, 1 a statement failed, 2 usage, 3 a source or the file could not be "
            + "reached, opened or locked, 130 interrupted.",
        ArgumentHint = "It takes one DuckDB file; SQL goes after -c, a connection string after --attach name=.",
    };

    public static readonly Verb History = new(
        "history",
        "List the runs into a target: what each changed, how it was proved, and why it failed.",
        [
            .. SettingTable.All.Where(setting => setting.Group == SettingGroup.History),
            SettingTable.Target,
            SettingTable.TargetDatabase,
            SettingTable.MotherDuckToken,
            SettingTable.MotherDuckHost,
            SettingTable.MemoryLimit,
            SettingTable.WaitLock,
            SettingTable.Config,
            SettingTable.Json,
            SettingTable.Verbose,
        ]
    )
    {
        Details =
            "The newest run comes first. With a table it lists the runs of that table, each with its strategy and the reason "
            + "for it; a run that ended as a whole stands in the list of all runs only. Needs no source and writes nothing.",
        Examples =
        [
            ("pintail history --target shop.duckdb", "what the last runs did"),
            ("pintail history shop.orders --target shop.duckdb --limit 5", "what became of one table"),
            ("pintail history --config nightly.yaml --json | jq 'select(.exit_code != 0)'", "from a script"),
        ],
        Footer =
            "An option is taken from its flag, else its variable (env), else its key in pintail.yaml (yaml). "
            + "Exit codes: 0 done, 2 usage, or no run or no such table is recorded, 3 the target is not there, not reachable or locked, "
            + "130 interrupted.",
        ArgumentHint = "It takes one table as schema.table; a file goes after --target.",
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

    public static IReadOnlyList<Verb> All { get; } = [Mirror, Plan, Verify, History, Sql, Demo, Reference, Types];
}
