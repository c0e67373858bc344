using Pintail.Mirror;
using Pintail.Target;

namespace Pintail.Cli.Settings;

/// <summary>
/// The one table of options: flag, environment variable, key in pintail.yaml, default and meaning of everything a user
/// can set. The command line, the reader of pintail.yaml, help and docs/reference.md are all made from it. Precedence:
/// flag, then variable, then pintail.yaml, then default. (The source alone is chosen as a whole: see SourceChoice.)
/// Names in capitals and the pg_* variables are those of MotherDuck's Postgres-ingest Flight.
/// </summary>
internal static partial class SettingTable
{
    public static readonly Setting<string?> Source = new()
    {
        Flag = "--source",
        ValueName = "<conninfo>",
        Key = "source",
        Group = SettingGroup.Source,
        Description =
            "The PostgreSQL database to read: postgresql://user@host/db or 'host=… dbname=…', as psql takes it. "
            + "Without it the pg_* variables say, then libpq's PG* variables; passwords also come from ~/.pgpass.",
        Parse = SettingParsers.Filled("a connection string"),
        Default = null,
        IsSecret = true,
    };

    public static readonly Setting<string?> SourceHost = SourceVariable("pg_HOST", "Host of the source.");
    public static readonly Setting<string?> SourcePort = SourceVariable("pg_PORT", "Port of the source.", "5432");
    public static readonly Setting<string?> SourceDatabase = SourceVariable("pg_DATABASE", "Database of the source.");
    public static readonly Setting<string?> SourceUser = SourceVariable("pg_USER", "Role to log in as.");
    public static readonly Setting<string?> SourcePassword = SourceVariable(
        "pg_PASSWORD",
        "Its password. Empty: from PGPASSWORD or ~/.pgpass, or none."
    );
    public static readonly Setting<string?> SourceSslMode = SourceVariable(
        "pg_SSLMODE",
        "disable, allow, prefer, require, verify-ca or verify-full.",
        "prefer"
    );

    public static readonly Setting<string?> PasswordFile = new()
    {
        Flag = "--password-file",
        ValueName = "<file>",
        Variables = ["pg_PASSWORD_FILE"],
        Key = "password_file",
        Group = SettingGroup.Source,
        Description =
            "A file whose first line is the password, as secrets are mounted into containers. It comes before PGPASSWORD, a "
            + "service and ~/.pgpass; a password in the source beside it is an error.",
        Parse = SettingParsers.Filled("a file"),
        Default = null,
    };

    public static readonly Setting<bool> RdsIam = Switch(
        "--rds-iam",
        SettingGroup.Source,
        "Log in to AWS RDS or Aurora by IAM: in place of a password a token is made for each connection that needs one, by "
            + "the credentials that the AWS tools would take (environment, profile, SSO, role). TLS is required."
    );

    public static readonly Setting<string?> AwsRegion = new()
    {
        Flag = "--aws-region",
        ValueName = "<region>",
        Variables = ["AWS_REGION", "AWS_DEFAULT_REGION"],
        Key = "aws_region",
        Group = SettingGroup.Source,
        Description = "With --rds-iam: the region of the database.",
        DefaultText = "the profile's, else the one in the host's name",
        Parse = SettingParsers.Filled("a region such as eu-central-1"),
        Default = null,
    };

    public static readonly Setting<string?> Target = new()
    {
        Flag = "--target",
        ValueName = "<file|md:name>",
        Key = "target",
        Group = SettingGroup.Target,
        Description =
            "A DuckDB file, made when it is missing, or a MotherDuck database as md:name. "
            + "Without it: MotherDuck when a token is set, else ./<target database>.duckdb.",
        Parse = SettingParsers.Target,
        Default = null,
    };

    public static readonly Setting<string?> TargetDatabase = new()
    {
        Flag = "--target-database",
        ValueName = "<name>",
        Variables = ["TARGET_DATABASE"],
        Key = "target_database",
        Group = SettingGroup.Target,
        Description = "The database's name where --target does not say it.",
        DefaultText = "postgres_ingest",
        Parse = SettingParsers.Text,
        Default = "postgres_ingest",
    };

    public static readonly Setting<string?> MotherDuckToken = new()
    {
        Variables = ["MOTHERDUCK_TOKEN", "motherduck_token"],
        Group = SettingGroup.Target,
        Description = "Access token; with one set, MotherDuck is the target unless --target says otherwise.",
        Parse = SettingParsers.Text,
        Default = null,
        IsSecret = true,
    };

    public static readonly Setting<string?> MotherDuckHost = new()
    {
        Flag = "--motherduck-host",
        ValueName = "<host>",
        Variables = ["MOTHERDUCK_HOST"],
        Key = "motherduck_host",
        Group = SettingGroup.Target,
        Description = "Another MotherDuck host than the public one.",
        Parse = SettingParsers.Filled("a host"),
        Default = null,
    };

    public static readonly Setting<string?> StorageVersion = new()
    {
        Flag = "--storage-version",
        ValueName = "<version>",
        Key = "storage_version",
        Group = SettingGroup.Target,
        Description =
            "Oldest DuckDB that shall read a new file; an existing file keeps its own, and the size of its blocks.",
        DefaultText = TargetSpec.DefaultStorageVersion,
        Parse = SettingParsers.StorageVersion,
        Default = null,
    };

    public static readonly Setting<string?> MemoryLimit = new()
    {
        Flag = "--memory-limit",
        ValueName = "<size>",
        Key = "memory_limit",
        Group = SettingGroup.Target,
        Description = "DuckDB's memory_limit, such as 2GB.",
        DefaultText = "what the load needs",
        Parse = SettingParsers.Size,
        Default = null,
    };

    public static readonly Setting<TimeSpan> WaitLock = new()
    {
        Flag = "--wait-lock",
        ValueName = "<duration>",
        Key = "wait_lock",
        Group = SettingGroup.Target,
        Description = "How long to wait for a target that another process or run holds.",
        DefaultText = "0s",
        Parse = SettingParsers.Duration,
        Default = TimeSpan.Zero,
    };

    public static readonly Setting<int?> Jobs = new()
    {
        Flag = "--jobs",
        ValueName = "<n>",
        Key = "jobs",
        Group = SettingGroup.Running,
        Description = "Connections that read from PostgreSQL at the same time, 1 to 64.",
        DefaultText = "number of cores, at most 4",
        Parse = texts => SettingParsers.Integer(1, 64)(texts),
        Default = null,
    };

    public static readonly Setting<int> MaxRetries = new()
    {
        Flag = "--max-retries",
        ValueName = "<n>",
        Variables = ["MAX_RETRIES"],
        Key = "max_retries",
        Group = SettingGroup.Running,
        Description =
            "Attempts in all for connecting, and for each table. Only what can pass by itself is tried again.",
        DefaultText = "5",
        Parse = SettingParsers.Integer(1, 100),
        Default = 5,
    };

    public static readonly Setting<TimeSpan> RetryBase = new()
    {
        Flag = "--retry-base-seconds",
        ValueName = "<seconds>",
        Variables = ["RETRY_BASE_SECONDS"],
        Key = "retry_base_seconds",
        Group = SettingGroup.Running,
        Description =
            "Wait before the second attempt; doubled for each further one, at most 60, plus up to 1 at random.",
        DefaultText = "2",
        Parse = SettingParsers.Seconds(0, 60),
        Default = TimeSpan.FromSeconds(2),
    };

    public static readonly Setting<bool> PublishPerTable = new()
    {
        Flag = "--publish",
        ValueName = "<together|table>",
        Key = "publish",
        Group = SettingGroup.Running,
        Description = "All tables in one transaction at the end, or each when it is done.",
        DefaultText = "together",
        Parse = SettingParsers.Choice(("together", false), ("table", true)),
        Default = false,
    };

    public static readonly Setting<bool> Strict = Switch(
        "--strict",
        SettingGroup.Running,
        "Any finding of the plan ends the run with exit code 2 before a row is read: what is not copied, columns that "
            + "arrive widened or as text, keys that --keys cannot make, settings that match nothing or have no effect. What the "
            + "settings themselves leave out or force does not, nor copies that are left over, nor what is only good to know."
    );

    public static readonly Setting<ProofLevel> Prove = new()
    {
        Flag = "--prove",
        ValueName = "<none|counts|content>",
        Key = "prove",
        Group = SettingGroup.Running,
        Description =
            "What is compared before a table is published: nothing, the number of rows, or also the content of "
            + "every column as read back from the target, and the texts of a sample.",
        DefaultText = "content",
        Parse = SettingParsers.Choice(
            ("none", ProofLevel.None),
            ("counts", ProofLevel.Counts),
            ("content", ProofLevel.Content)
        ),
        Default = ProofLevel.Content,
    };

    public static readonly Setting<bool> Keys = Switch(
        "--keys",
        SettingGroup.Running,
        "Make the primary and unique keys in the target, too; that takes time and memory."
    );

    public static readonly Setting<bool> Probe = FlagOnly(
        "--probe",
        "pintail plan only: ask the data, by a query per table, whether it holds values that DuckDB's types cannot."
    );

    public static readonly Setting<string?> Config = new()
    {
        Flag = "--config",
        ValueName = "<file>",
        Group = SettingGroup.Output,
        Description = "A YAML file of settings.",
        DefaultText = "./pintail.yaml where there is one",
        Parse = SettingParsers.Filled("a file"),
        Default = null,
    };
    public static readonly Setting<bool> Json = FlagOnly(
        "--json",
        "JSON: an object per table, then the summary; of a history, an object per run."
    );
    public static readonly Setting<bool> Quiet = FlagOnly("--quiet", "Errors only.");
    public static readonly Setting<bool> Verbose = FlagOnly("--verbose", "More log lines, all columns, stack traces.");

    /// <summary>
    /// In the order of help and reference. Made when first asked for: the fields of the other file may be set later than
    /// an initializer here would run.
    /// </summary>
    public static IReadOnlyList<Setting> All =>
        field ??= [
            .. new Setting[]
            {
                Source,
                SourceHost,
                SourcePort,
                SourceDatabase,
                SourceUser,
                SourcePassword,
                SourceSslMode,
                PasswordFile,
                RdsIam,
                AwsRegion,
            },
            .. new Setting[]
            {
                Target,
                TargetDatabase,
                MotherDuckToken,
                MotherDuckHost,
                StorageVersion,
                MemoryLimit,
                WaitLock,
            },
            .. new Setting[] { IncludedSchemas, ExcludedSchemas, IncludedTables, ExcludedTables, IncrementalTables },
            .. new Setting[] { Views, ExcludedColumns, RowFilters, RowLimit },
            .. new Setting[] { Renames, SchemaRenames, ColumnTypes, Unrepresentable },
            .. new Setting[] { AllowEmpty, AllowRowFiltering, Prune },
            .. new Setting[] { Full, Strategies, Watermarks, Overlaps },
            .. new Setting[] { Jobs, MaxRetries, RetryBase, LockTimeout },
            .. new Setting[] { ProgressTimeout, Timeout, MaxSnapshotAge, YieldAfter },
            .. new Setting[] { PublishPerTable, Prove, Keys, Strict },
            .. new Setting[] { SqlFile, SqlCommands, SqlScript, Attachments, Format },
            .. new Setting[] { HistoryTable, HistoryLimit },
            .. new Setting[] { Probe, Config, Json, Quiet, Verbose },
        ];

    /// <summary>Those that say what is mirrored and how; a session and the history have their own.</summary>
    public static IReadOnlyList<Setting> OfMirror =>
        field ??= [.. All.Where(setting => setting.Group is not (SettingGroup.Session or SettingGroup.History))];

    // libpq's own rules for these values are those of Conninfo, which reads them.
    private static Setting<string?> SourceVariable(string variable, string description, string defaultText = "") =>
        new()
        {
            Variables = [variable],
            Group = SettingGroup.Source,
            Description = description,
            DefaultText = defaultText,
            Parse = SettingParsers.Text,
            Default = null,
            IsSecret = variable == "pg_PASSWORD",
        };

    private static Setting<bool> Switch(string flag, SettingGroup group, string description, string? variable = null) =>
        new()
        {
            Flag = flag,
            Variables = variable is null ? [] : [variable],
            Key = flag.TrimStart('-').Replace('-', '_'),
            Group = group,
            Shape = SettingShape.Switch,
            Description = description,
            Parse = SettingParsers.Switch,
            Default = false,
        };

    private static Setting<bool> FlagOnly(string flag, string description) =>
        new()
        {
            Flag = flag,
            Group = SettingGroup.Output,
            Shape = SettingShape.Switch,
            Description = description,
            Parse = SettingParsers.Switch,
            Default = false,
        };
}
