using Pintail.Postgres;
using Pintail.Target;

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

    public required ConnectionSettings Source { get; init; }

    /// <summary>The tracker's flight_secret_name: "pg" when the Flight's pg_* variables gave the source, else null.</summary>
    public string? SourceSecretName { get; init; }
    public required TargetSpec Target { get; init; }
    public TableFilter Filter { get; init; } = TableFilter.Everything;

    /// <summary>New names: "schema.table" → table name in the target, "schema.table.column" → column name.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();

    /// <summary>Postgres connections that read at a time, 1 to <see cref="MaxJobs"/>.</summary>
    public int Jobs { get; init; } = DefaultJobs;

    /// <summary>Attempts in total: per table, and of connecting.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>First wait between attempts; doubled each time, plus up to 1 s at random, at most 60 s.</summary>
    public TimeSpan RetryBase { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait for ACCESS SHARE locks at the source.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);
    public PublishMode Publish { get; init; }

    /// <summary>Any warning ends the run with exit 2 before anything is read.</summary>
    public bool Strict { get; init; }

    /// <summary>Selecting nothing is a success.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Copy only the rows that row security shows this role, instead of refusing such tables.</summary>
    public bool AllowRowFiltering { get; init; }

    /// <summary>Drop mirrored tables whose relation is gone at the source.</summary>
    public bool Prune { get; init; }

    /// <summary>One connection per core, at most four: more does not help DuckDB and costs the source.</summary>
    public static int DefaultJobs => Math.Clamp(Environment.ProcessorCount, 1, 4);
}
