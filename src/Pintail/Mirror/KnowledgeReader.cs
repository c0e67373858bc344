using Pintail.Delta;
using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>
/// Asks the source, around the taking of a snapshot, for what tells changed rows from others. A server that does not answer
/// one of these questions (a privilege, a service that is PostgreSQL by its protocol only) is copied in full.
/// </summary>
internal sealed class KnowledgeReader(SnapshotSession session, MirrorSpec spec)
{
    private SourceIdentity? _before;
    private string? _unknown;

    /// <summary>To be called before the snapshot is taken.</summary>
    public async Task BeforeAsync(CancellationToken cancellation)
    {
        // A mirror that is only looked at is not refreshed.
        if (spec.KeepsTypes)
            _unknown = "it is not asked what changed";
        else
            _before = await AskAsync(() =>
                    session.ReadCatalogAsync(
                        connection => IdentityReader.ReadAsync(connection, cancellation),
                        cancellation
                    )
                )
                .ConfigureAwait(false);
    }

    /// <summary>To be called within it.</summary>
    public async Task<RefreshKnowledge> AfterAsync(Snapshot snapshot, CancellationToken cancellation)
    {
        if (_before is null)
            return RefreshKnowledge.None(_unknown!);
        var after = await AskAsync(() =>
                session.ReadCatalogAsync(connection => IdentityReader.ReadAsync(connection, cancellation), cancellation)
            )
            .ConfigureAwait(false);
        var heaps = await AskAsync(() =>
                session.ReadCatalogAsync(
                    connection => IdentityReader.ReadHeapsAsync(connection, snapshot.Locked, cancellation),
                    cancellation
                )
            )
            .ConfigureAwait(false);
        if (after is null || heaps is null)
            return RefreshKnowledge.None(_unknown!);
        // A pooler may have another server behind each transaction.
        if (_before.Backend != after.Backend)
            return RefreshKnowledge.None("another server process answered than before the snapshot");
        if (after.StatsReset is null)
            return RefreshKnowledge.None("the server does not say when its statistics began");
        return new RefreshKnowledge(
            new RefreshFacts
            {
                Identity = after,
                LsnBefore = _before.Lsn,
                OldestTransaction = spec.ForgetsRunning ? snapshot.NextTransaction : snapshot.OldestTransaction,
                NextTransaction = snapshot.NextTransaction,
                Heaps = heaps,
            },
            null
        );
    }

    private async Task<T?> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (PintailException e) when (!session.IsLost && !e.Kind.IsTransient())
        {
            _unknown = $"the server does not tell enough about itself ({e.Message})";
            return null;
        }
    }
}
