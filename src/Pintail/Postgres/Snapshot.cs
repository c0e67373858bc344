namespace Pintail.Postgres;

/// <summary>One moment of a database, held by a <see cref="SnapshotSession"/> until that is disposed or lost.</summary>
public sealed record Snapshot
{
    /// <summary>What pg_export_snapshot gave; null when the server refused, then only one worker can read.</summary>
    public required string? Id { get; init; }
    public bool IsShared => Id is not null;

    /// <summary>
    /// Write-ahead log position read right after the snapshot was taken (on a standby: replayed so far). Commits at the
    /// very end before it may not be in the snapshot.
    /// </summary>
    public required string Lsn { get; init; }

    /// <summary>The server's clock just before the snapshot was taken; UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>txid_current_snapshot as text, xmin:xmax:running: which transactions the snapshot sees.</summary>
    public required string TransactionIds { get; init; }

    /// <summary>
    /// The oldest transaction that ran then, with its epoch: whatever the snapshot does not see was written by it or by a
    /// later one.
    /// </summary>
    public long OldestTransaction => TransactionId(0);

    /// <summary>The transaction after the last one that had ended then, with its epoch.</summary>
    public long NextTransaction => TransactionId(1);

    public required bool IsInRecovery { get; init; }

    /// <summary>Read inside the snapshot: this reading decides.</summary>
    public required Catalog Catalog { get; init; }

    /// <summary>
    /// What may be read: OIDs of relations that were locked before the snapshot was taken, partitions and inheriting
    /// tables with their parents, or that are locked now and proved to have the storage the snapshot knows.
    /// </summary>
    public required IReadOnlySet<uint> Locked { get; init; }

    /// <summary>
    /// Selected, or below something selected, but locked too late: reading them could silently give no rows. They are
    /// left to the next run.
    /// </summary>
    public required IReadOnlyList<Relation> NotLocked { get; init; }

    /// <summary>Selected, but the server gave no lock: no privilege, or another session's lock lasted too long.</summary>
    public required IReadOnlyList<UnlockableRelation> Unlockable { get; init; }

    /// <summary>What LOCK TABLE was granted for by name; workers repeat it.</summary>
    internal IReadOnlyList<Relation> LockedByName { get; init; } = [];

    private long TransactionId(int index) =>
        long.Parse(TransactionIds.Split(':')[index], System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Error">Names the relation, the reason and the remedy.</param>
public sealed record UnlockableRelation(Relation Relation, PintailException Error);
