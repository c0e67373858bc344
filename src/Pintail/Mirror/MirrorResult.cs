using Pintail.Target;

namespace Pintail.Mirror;

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
    public required string Schema { get; init; }
    public required string Table { get; init; }
    public required TargetTable Target { get; init; }
    public required TableStatus Status { get; init; }
    public required string Strategy { get; init; }
    public long Rows { get; init; }

    /// <summary>Bytes received from Postgres.</summary>
    public long Bytes { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public TimeSpan Duration { get; init; }

    /// <summary>Why it is not loaded; null when it is.</summary>
    public PintailException? Error { get; init; }
}

/// <summary>How a run ended.</summary>
public sealed record MirrorResult
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string RunId { get; init; }
    public required MirrorPlan Plan { get; init; }
    public required IReadOnlyList<TableResult> Tables { get; init; }
    public required TimeSpan Duration { get; init; }
    public required int ExitCode { get; init; }

    /// <summary>What was compared of each table that succeeded.</summary>
    public ProofLevel Prove { get; init; } = ProofLevel.Counts;

    /// <summary>Postgres connections that read rows.</summary>
    public int Connections { get; init; }
    public int Succeeded => Tables.Count(table => table.Status == TableStatus.Loaded);
    public int Failed => Tables.Count - Succeeded;
    public long Rows => Tables.Sum(table => table.Rows);
    public long Bytes => Tables.Sum(table => table.Bytes);
}
