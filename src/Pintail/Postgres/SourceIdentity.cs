namespace Pintail.Postgres;

/// <summary>Which server was read, which life of it, and how far its log had come.</summary>
public sealed record SourceIdentity
{
    /// <summary>Of the cluster, given by initdb; a copied data folder has the same.</summary>
    public required string SystemIdentifier { get; init; }

    /// <summary>Eight hexadecimal digits; empty on a standby.</summary>
    public required string Timeline { get; init; }

    /// <summary>
    /// pg_stat_bgwriter.stats_reset: the server discards its statistics when it has to recover, so it is another one after
    /// a crash and on a restarted copy, and the same after a clean restart. Null when the server does not say.
    /// </summary>
    public required string? StatsReset { get; init; }
    public required bool IsInRecovery { get; init; }
    public required uint DatabaseOid { get; init; }

    /// <summary>Where the log ends; on a standby how far it is replayed.</summary>
    public required string Lsn { get; init; }

    /// <summary>Up to where the log survives a crash.</summary>
    public required string FlushedLsn { get; init; }

    /// <summary>The server process that answered.</summary>
    public required string Backend { get; init; }
    public required long SharedBuffersBytes { get; init; }

    /// <summary>Tables may be spread over other servers, although they look like heaps.</summary>
    public required bool IsDistributed { get; init; }
}

/// <summary>What identifies one heap and the meaning of its rows.</summary>
/// <param name="FileNode">Another one after each rewrite.</param>
/// <param name="TablespaceOid">0: the database's own.</param>
/// <param name="DefinitionHash">Of all that can change values without writing rows.</param>
public readonly record struct HeapFacts(uint Oid, uint FileNode, uint TablespaceOid, long DefinitionHash);
