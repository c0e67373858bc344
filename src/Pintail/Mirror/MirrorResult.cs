using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>How one table ended. The names are stable: JSON prints them in snake_case.</summary>
public enum TableStatus
{
    /// <summary>Published, with its rows counted.</summary>
    Loaded,

    /// <summary>Failed after its attempts; it keeps its previous content.</summary>
    Failed,

    /// <summary>Not tried: planning found why it cannot be copied.</summary>
    Refused,
}

/// <summary>How one table ended.</summary>
public sealed record TableResult
{
    /// <summary>At the source.</summary>
    public required string Schema { get; init; }
    public required string Table { get; init; }
    public required TargetTable Target { get; init; }
    public required TableStatus Status { get; init; }

    /// <summary>full or delta; none for a table that was not tried.</summary>
    public required string Strategy { get; init; }

    /// <summary>Why so, as a clause; null for a table that was not tried.</summary>
    public string? Reason { get; init; }

    /// <summary>Copied in full where a refresh was to be expected; <see cref="Reason"/> says why.</summary>
    public bool IsUnexpectedlyFull { get; init; }

    /// <summary>What became of the table in the target; null when it keeps its previous content.</summary>
    public TableChange? Change { get; init; }

    /// <summary>Rows of the table in the target once it is published.</summary>
    public long TargetRows { get; init; }

    /// <summary>Rows received from Postgres by the last attempt.</summary>
    public long Rows { get; init; }

    /// <summary>Bytes received from Postgres.</summary>
    public long Bytes { get; init; }

    /// <summary>From 1; 0 when it was not tried.</summary>
    public int Attempts { get; init; }

    /// <summary>UTC; of the first attempt.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Of all attempts.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why it is not loaded; null when it is.</summary>
    public PintailException? Error { get; init; }
}

/// <summary>How a run ended.</summary>
public sealed record MirrorResult
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>Of the attempt that ended.</summary>
    public required MirrorPlan Plan { get; init; }

    /// <summary>All that were selected, also those that were refused.</summary>
    public required IReadOnlyList<TableResult> Tables { get; init; }
    public required TimeSpan Duration { get; init; }

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What was compared of each table that succeeded.</summary>
    public ProofLevel Prove { get; init; } = ProofLevel.Counts;

    /// <summary>Postgres connections that read rows.</summary>
    public int Connections { get; init; }

    /// <summary>All of the attempt that ended: those that read rows, and the one that holds the snapshot.</summary>
    public int SourceConnections { get; init; }

    /// <summary>For how long the source held the snapshot of the attempt that ended, publication included.</summary>
    public TimeSpan SnapshotAge { get; init; }

    /// <summary>Tables that are published.</summary>
    public int Succeeded => Tables.Count(table => table.Status == TableStatus.Loaded);

    /// <summary>Tables that failed or were refused.</summary>
    public int Failed => Tables.Count - Succeeded;

    /// <summary>Tables that stand as they did.</summary>
    public int Unchanged => Tables.Count(table => table.Change is { Kind: ChangeKind.Unchanged });
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>Bytes received from Postgres.</summary>
    public long Bytes => Tables.Sum(table => table.Bytes);
}
