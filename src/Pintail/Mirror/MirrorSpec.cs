using Pintail.Postgres;
using Pintail.Target;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>When loaded tables become visible.</summary>
public enum PublishMode
{
    /// <summary>All in one transaction at the end: the target is at one moment in time.</summary>
    Together,

    /// <summary>Each when it is done: a run that dies keeps what it has published.</summary>
    PerTable,
}

/// <summary>What the user asked for: flags, variables and YAML, resolved. Immutable.</summary>
public sealed record MirrorSpec
{
    /// <summary>Past this, a server with default settings is full of us alone.</summary>
    public const int MaxJobs = 64;

    /// <summary>Ten times what is measured; the server needs a lock for each, and has 6,400 by default.</summary>
    public const int MaxTables = 100_000;

    /// <summary>A view's, and a table's are 1,600 (MaxTupleAttributeNumber and MaxHeapAttributeNumber in htup_details.h).</summary>
    public const int MaxColumns = 1_664;

    public required ConnectionSettings Source { get; init; }

    /// <summary>The tracker's flight_secret_name: "pg" when the Flight's pg_* variables gave the source, else null.</summary>
    public string? SourceSecretName { get; init; }
    public required TargetSpec Target { get; init; }
    public TableFilter Filter { get; init; } = TableFilter.Everything;

    /// <summary>New names: "schema.table" → table name in the target, "schema.table.column" → column name.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();

    /// <summary>New names of schemas; a schema may get another's name, or main.</summary>
    public IReadOnlyDictionary<string, string> SchemaRenames { get; init; } = new Dictionary<string, string>();

    /// <summary>"schema.table.column": neither read nor in the target.</summary>
    public IReadOnlyList<string> ExcludedColumns
    {
        get;
        init => (field, _excludedColumns) = (value, [.. value]);
    } = [];

    // Every column of the source is looked for in it.
    private readonly HashSet<string> _excludedColumns = [];

    /// <param name="column">schema.table.column.</param>
    internal bool Excludes(string column) => _excludedColumns.Contains(column);

    /// <summary>"schema.table" → a Postgres expression: only rows for which it is true.</summary>
    public IReadOnlyDictionary<string, string> RowFilters { get; init; } = new Dictionary<string, string>();

    /// <summary>"schema.table" → at most so many rows, whichever the server gives first.</summary>
    public IReadOnlyDictionary<string, long> RowLimits { get; init; } = new Dictionary<string, long>();

    /// <summary>The same for every table that <see cref="RowLimits"/> does not name; null: all rows.</summary>
    public long? RowLimit { get; init; }

    /// <summary>"schema.table.column" → the DuckDB type it is to have.</summary>
    public IReadOnlyDictionary<string, string> ColumnTypes { get; init; } = new Dictionary<string, string>();

    /// <summary>"schema.table.column" → other than <see cref="UnrepresentablePolicy.Refuse"/> for the values its type cannot hold.</summary>
    public IReadOnlyDictionary<string, UnrepresentablePolicy> Unrepresentable { get; init; } =
        new Dictionary<string, UnrepresentablePolicy>();

    /// <summary>Views and materialized views are copied as tables.</summary>
    public bool Views { get; init; }

    /// <summary>Primary and unique keys are made in the target, too.</summary>
    public bool Keys { get; init; }
    public ProofLevel Prove { get; init; } = ProofLevel.Content;

    /// <summary>Planning asks the data whether it holds values that DuckDB's types cannot: a query per table.</summary>
    public bool Probe { get; init; }

    /// <summary>Postgres connections that read at a time, 1 to <see cref="MaxJobs"/>.</summary>
    public int Jobs { get; init; } = DefaultJobs;

    /// <summary>Attempts in total: per table, and of connecting.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>First wait between attempts; doubled each time, plus up to 1 s at random, at most 60 s.</summary>
    public TimeSpan RetryBase { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait for ACCESS SHARE locks at the source.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may be silent while it owes an answer, before it is asked whether it works on it.</summary>
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long another session may wait for this run's locks before the run gives way;
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: it is only told.
    /// </summary>
    public TimeSpan YieldAfter { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>For everything, waits between attempts included; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: as long as it takes.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How long one snapshot may be held at the source; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: as long as it takes.</summary>
    public TimeSpan MaxSnapshotAge { get; init; } = TimeSpan.FromHours(1);
    public PublishMode Publish { get; init; }

    /// <summary>Any <see cref="Finding.IsDeviation"/> ends the run with exit 2 before anything is read.</summary>
    public bool Strict { get; init; }

    /// <summary>Selecting nothing is a success.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Copy only the rows that row security shows this role, instead of refusing such tables.</summary>
    public bool AllowRowFiltering { get; init; }

    /// <summary>Copy every table in full, whatever is known of what changed.</summary>
    public bool Full { get; init; }

    /// <summary>"schema.table" → how it is brought up to date; <see cref="RefreshStrategy.Auto"/> for others.</summary>
    public IReadOnlyDictionary<string, RefreshStrategy> Strategies { get; init; } =
        new Dictionary<string, RefreshStrategy>();

    /// <summary>"schema.table" → the column by which <see cref="RefreshStrategy.Append"/> tells new rows.</summary>
    public IReadOnlyDictionary<string, string> Watermarks { get; init; } = new Dictionary<string, string>();

    /// <summary>"schema.table" → how far below the highest value that reads again: a number or an interval's text.</summary>
    public IReadOnlyDictionary<string, string> Overlaps { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// How long to wait, with everything read, until the source's log is safe on disk up to the snapshot; past that the next
    /// refresh copies in full. On an idle server with an open transaction that has written, its background writer sees
    /// to it every 15 s (LOG_SNAPSHOT_INTERVAL_MS, bgwriter.c).
    /// </summary>
    internal TimeSpan DurabilityWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Drop mirrored tables whose relation is gone at the source.</summary>
    public bool Prune { get; init; }

    /// <summary>Columns whose type the data decide keep the one that the target has: a mirror is looked at, not made.</summary>
    internal bool KeepsTypes { get; init; }

    /// <summary>Takes the next transaction for the oldest running one: tests break the method, to see that it is found out.</summary>
    internal bool ForgetsRunning { get; init; }

    /// <summary>Puts another codec in a column's place: tests break one, to see the proof fail.</summary>
    internal Func<ColumnMapping, ColumnMapping>? Recode { get; init; }

    /// <summary>Small tables are loaded with as many threads as large ones: tests have small ones only.</summary>
    internal bool LoadsWithAllThreads { get; init; }

    /// <summary>While nothing but small tables is loaded it is fewer (LoadThreads). One that waits for Postgres is one less
    /// for DuckDB: twice as many as connections leaves one.</summary>
    internal int DuckDBThreads => Math.Max(Environment.ProcessorCount, 2 * Jobs);

    /// <summary>One connection per core, at most four: more does not help DuckDB and costs the source.</summary>
    public static int DefaultJobs => Math.Clamp(Environment.ProcessorCount, 1, 4);
}
