namespace Pintail.Target;

/// <summary>A run of earlier, as the target's own tables tell it.</summary>
public sealed record PastRun
{
    public required string RunId { get; init; }

    /// <summary>succeeded, failed, interrupted, abandoned, running.</summary>
    public required string Status { get; init; }

    /// <summary>host:port/database of the source.</summary>
    public required string Source { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was last heard of, for one that was abandoned; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
    public string? PintailVersion { get; init; }
    public string? ServerVersion { get; init; }
    public string? SnapshotLsn { get; init; }
    public DateTimeOffset? SnapshotTime { get; init; }
    public int? ExitCode { get; init; }

    /// <summary>An <see cref="Pintail.ErrorKind"/>, of this version or another.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>Why it ended as a whole, or why the first of its tables failed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Its tables, put together by what became of them; none when it ended before that was known.</summary>
    public IReadOnlyList<PastTables> Tables { get; init; } = [];
    public TimeSpan? Duration => FinishedAt - StartedAt;
}

/// <summary>Tables of a run of which the same became.</summary>
public sealed record PastTables
{
    /// <summary>loaded, failed, refused.</summary>
    public required string Status { get; init; }
    public required string Strategy { get; init; }

    /// <summary>As <see cref="TableChange.Name"/>; null when nothing became of them.</summary>
    public string? Change { get; init; }
    public required long Count { get; init; }

    /// <summary>How many of them were compared before they were published.</summary>
    public required long Proved { get; init; }

    /// <summary>Rows of the target, over all of these tables; null when it is not known of one of them.</summary>
    public long? Inserted { get; init; }
    public long? Updated { get; init; }
    public long? Deleted { get; init; }

    /// <summary>Received from Postgres.</summary>
    public required long Rows { get; init; }
    public required long Bytes { get; init; }

    /// <summary>schema.table of the first that has an error.</summary>
    public string? FailedTable { get; init; }
    public string? ErrorMessage { get; init; }
}
