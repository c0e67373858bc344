namespace Pintail.Target;

/// <summary>A table that was loaded and proved, or one that was not: a row in pintail.table_run either way.</summary>
public sealed record TableOutcome
{
    public required string SourceSchema { get; init; }
    public required string SourceTable { get; init; }
    public uint SourceOid { get; init; }

    /// <summary>Of the source's relation.</summary>
    public CopiedKind Kind { get; init; }
    public required TargetTable Target { get; init; }

    /// <summary>What takes the target's place, or holds the rows that do; null when there is none.</summary>
    public TargetTable? Staging { get; init; }

    /// <summary>Keys of the rows of the target that the source has no more; null where there are none.</summary>
    public TargetTable? Gone { get; init; }

    /// <summary>Columns by which a row of staging takes the place of another.</summary>
    public IReadOnlyList<string> MergeKey { get; init; } = [];

    /// <summary>All columns, by their names in the target.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    public string? Comment { get; init; }

    /// <summary>Comments by column name in the target.</summary>
    public IReadOnlyDictionary<string, string> ColumnComments { get; init; } = new Dictionary<string, string>();
    public required string Strategy { get; init; }

    /// <summary>Why this strategy, as a clause; null when it was not chosen.</summary>
    public string? Reason { get; init; }

    /// <summary>What became of the target's table; null when nothing did.</summary>
    public TableChange? Change { get; init; }

    /// <summary>Rows of the table as it now stands.</summary>
    public long RowCount { get; init; }

    /// <inheritdoc cref="RecordedTable.StaleRows"/>
    public long StaleRows { get; init; }

    /// <summary>As <see cref="RefreshBase.Definition"/>.</summary>
    public string? Definition { get; init; }

    /// <summary>What the next refresh builds on; null when it has to copy in full.</summary>
    public RefreshBase? Base { get; init; }

    /// <summary>Why there is no <see cref="Base"/>.</summary>
    public string? NotDifferencable { get; init; }

    /// <summary>Made as indexes when the table has its name.</summary>
    public IReadOnlyList<UniqueKey> UniqueKeys { get; init; } = [];

    /// <summary>By source column: the DuckDB types that the data decided.</summary>
    public IReadOnlyDictionary<string, string> ColumnTypes { get; init; } = new Dictionary<string, string>();

    /// <summary>loaded, failed or refused.</summary>
    public required string Status { get; init; }

    /// <summary>Received from Postgres.</summary>
    public long Rows { get; init; }
    public long Bytes { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>The columns that are not exact and why, as text; null when all are.</summary>
    public string? InexactColumns { get; init; }

    /// <summary>What was compared before publishing; null when nothing was.</summary>
    public string? Proof { get; init; }
    public PintailException? Error { get; init; }
}

/// <summary>A unique key by its name at the source and its columns' names in the target.</summary>
public sealed record UniqueKey(string Name, IReadOnlyList<string> Columns);

/// <summary>What a run publishes and records.</summary>
public sealed record RunOutcome
{
    public required string RunId { get; init; }

    /// <summary>host:port/database of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The tracker's flight_secret_name: "pg" when the Flight's variables gave the source, else null.</summary>
    public string? SecretName { get; init; }
    public required string ServerVersion { get; init; }
    public required string SnapshotLsn { get; init; }
    public required DateTimeOffset SnapshotTime { get; init; }

    /// <summary>The oldest transaction that ran when the snapshot was taken, with its epoch.</summary>
    public long? SnapshotXmin { get; init; }
    public required IReadOnlyList<TableOutcome> Tables { get; init; }

    /// <summary>Tables that Pintail made and whose source is gone: dropped here.</summary>
    public IReadOnlyList<TargetTable> Pruned { get; init; } = [];

    /// <summary>Every selected table stands at this snapshot.</summary>
    public required bool IsComplete { get; init; }
    public required int ExitCode { get; init; }
    public int Connections { get; init; }

    /// <summary>False while more publishes of the same run follow (--publish table).</summary>
    public bool IsLast { get; init; } = true;
}
