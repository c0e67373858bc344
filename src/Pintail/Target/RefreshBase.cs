namespace Pintail.Target;

/// <summary>
/// What a refresh by difference needs to know of the load that it builds on. As strings what is only compared; the target
/// knows no Postgres.
/// </summary>
public sealed record RefreshBase
{
    public required string SystemIdentifier { get; init; }
    public required string Timeline { get; init; }
    public required string StatsReset { get; init; }
    public required bool IsInRecovery { get; init; }
    public required uint DatabaseOid { get; init; }

    /// <summary>Where the source's log ended after the snapshot was taken.</summary>
    public required string ReadLsn { get; init; }

    /// <summary>The oldest transaction that ran at the snapshot, with its epoch.</summary>
    public required long OldestTransaction { get; init; }

    /// <summary>A hash of all that decides how a row of the source becomes one of the target.</summary>
    public required string Definition { get; init; }

    /// <summary>In the order of their OIDs.</summary>
    public required IReadOnlyList<RecordedHeap> Heaps { get; init; }
}

/// <summary>A heap that a mirrored table's rows were read from.</summary>
/// <param name="FreshRows">
/// Of the rows that the snapshot saw, those of the oldest transaction that ran then and of later ones; null when there were
/// too many.
/// </param>
public sealed record RecordedHeap(uint Oid, uint FileNode, uint TablespaceOid, long DefinitionHash, string? FreshRows);
