using Pintail.Postgres;

namespace Pintail.Delta;

/// <summary>What is known of the source at this run's snapshot, to compare with what an earlier one recorded.</summary>
public sealed record RefreshFacts
{
    /// <summary>Read after the snapshot was taken.</summary>
    public required SourceIdentity Identity { get; init; }

    /// <summary>Where the log ended before the snapshot was taken, as the same server process said: what stood there then, the snapshot sees.</summary>
    public required string LsnBefore { get; init; }

    /// <summary>The oldest transaction that ran at the snapshot, with its epoch.</summary>
    public required long OldestTransaction { get; init; }

    /// <summary>The transaction after the last one that had ended then, with its epoch.</summary>
    public required long NextTransaction { get; init; }

    /// <summary>By OID.</summary>
    public required IReadOnlyDictionary<uint, HeapFacts> Heaps { get; init; }

    /// <summary>
    /// A row that the snapshot sees may be of a transaction past the oldest that ran: only then some have to be told apart
    /// at the next refresh.
    /// </summary>
    public bool MaySeeFreshRows => NextTransaction > OldestTransaction;
}

/// <summary>The facts, or why they could not be had: then every table is copied in full.</summary>
/// <param name="Unknown">A clause; null when there are facts.</param>
public sealed record RefreshKnowledge(RefreshFacts? Facts, string? Unknown)
{
    public static RefreshKnowledge None(string why) => new(null, why);
}
