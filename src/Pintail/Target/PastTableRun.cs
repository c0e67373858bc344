namespace Pintail.Target;

/// <summary>What a run of earlier did to one table, as the target's own tables tell it.</summary>
public sealed record PastTableRun
{
    public required string RunId { get; init; }

    /// <summary>host:port/database of the source.</summary>
    public required string Source { get; init; }
    public required string SourceSchema { get; init; }
    public required string SourceTable { get; init; }
    public required TargetTable Target { get; init; }

    /// <summary>loaded, failed, refused.</summary>
    public required string Status { get; init; }
    public required string Strategy { get; init; }

    /// <summary>Why this strategy, as a clause; null when nothing says so.</summary>
    public string? Reason { get; init; }

    /// <summary>As <see cref="TableChange.Name"/>; null when nothing became of the table.</summary>
    public string? Change { get; init; }

    /// <summary>As in <see cref="TableChange"/>; null where it is not known, and where nothing became of the table.</summary>
    public long? Inserted { get; init; }
    public long? Updated { get; init; }
    public long? Deleted { get; init; }

    /// <summary>Received from Postgres.</summary>
    public required long Rows { get; init; }
    public required long Bytes { get; init; }
    public required int Attempts { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }
    public string? SnapshotLsn { get; init; }
    public DateTimeOffset? SnapshotTime { get; init; }

    /// <summary>What was compared before publishing; null when nothing was.</summary>
    public string? Proof { get; init; }

    /// <summary>An <see cref="Pintail.ErrorKind"/>, of this version or another.</summary>
    public string? ErrorKind { get; init; }
    public string? ErrorMessage { get; init; }
    public TimeSpan Duration => FinishedAt - StartedAt;
}
