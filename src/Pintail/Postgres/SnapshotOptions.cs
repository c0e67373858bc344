namespace Pintail.Postgres;

/// <summary>How a snapshot is taken and held.</summary>
public sealed record SnapshotOptions
{
    /// <summary>
    /// How long one statement waits for a lock. Ten seconds outlast an ordinary ALTER TABLE and are over before
    /// anybody's patience is. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>False: reading a relation on which policies would hide rows from this role is an error, not a gap.</summary>
    public bool AllowRowSecurity { get; init; }

    /// <summary>
    /// True: a statement may get further processes of the server's, as its own configuration has it. False: each has one, as
    /// several connections share the work.
    /// </summary>
    public bool AllowParallelPlans { get; init; }

    /// <summary>The longest that one statement may run, locking aside; null: none is too long.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>
    /// The longest that a worker's transaction may be asked nothing; null: for ever. The exporter's waits as long as
    /// anybody reads its snapshot.
    /// </summary>
    public TimeSpan? WorkerIdleTimeout { get; init; }

    /// <summary>
    /// How often relations that appear between listing and locking are gone after with a new listing. Each further
    /// round only helps against DDL that keeps coming; what is left after the last is told, not read.
    /// </summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How often the idle exporter is asked whether it lives; below the idle limits of common firewalls.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the server may be silent while it owes an answer, before it is asked, on another connection, whether it
    /// works on it. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.
    /// </summary>
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Who waits for the snapshot's locks is looked for and logged.</summary>
    public bool WatchLocks { get; init; }

    /// <summary>
    /// With <see cref="WatchLocks"/>: how long another session may wait for the snapshot's locks before the snapshot has to be given up.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: it is only told.
    /// </summary>
    public TimeSpan YieldAfter { get; init; } = Timeout.InfiniteTimeSpan;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
