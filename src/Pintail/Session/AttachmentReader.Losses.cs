// What becomes of a reader whose connections are cut off, and of what it was told to read when that has changed.
//
// Between two statements nothing is lost but time: a connection that died unnoticed is replaced by another, once. A
// snapshot that somebody still reads cannot be replaced: its transaction goes on failing until it ends.

using System.Collections.Concurrent;
using Pintail.Postgres;

namespace Pintail.Session;

internal sealed partial class AttachmentReader
{
    /// <summary>Relations that were compared with the present snapshot's catalog, and are in it as they were planned by.</summary>
    private readonly ConcurrentDictionary<AttachedRelation, bool> _trusted = new();

    /// <summary>After <see cref="Cancel"/>, before the next statement.</summary>
    public void Resume() => _workers?.Resume();

    private T Ask<T>(Func<SnapshotSession, Task<T>> ask, CancellationToken cancellation)
    {
        var wasOpen = _session is { IsLost: false } && _workers is null;
        var session = Session(cancellation);
        try
        {
            return ask(session).GetAwaiter().GetResult();
        }
        catch (PintailException) when (wasOpen && session.IsLost && !cancellation.IsCancellationRequested)
        {
            // The others have most likely gone the same way, and one behind a dead line would be waited for.
            _kept.Clear();
            return ask(Session(cancellation)).GetAwaiter().GetResult();
        }
    }

    // Where the role has no further connection to give, one that is only kept makes room; the server takes a moment to see
    // that it is gone.
    private DescribedStatement Describe(string sql, CancellationToken cancellation)
    {
        for (var left = 20; ; left--)
        {
            try
            {
                return _describer!.Describe(sql, What, cancellation);
            }
            catch (PintailException e)
                when (e.Kind == ErrorKind.SourceUnavailable && left > 0 && _kept.Clear() | left < 20)
            {
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private void DisconnectIfLost()
    {
        if (_session is not { IsLost: true } lost)
            return;
        // Another snapshot would be another moment than what the transaction has read so far.
        if (_workers is not null)
            throw lost.ExporterLost(null);
        Disconnect();
    }

    private void Trust(IEnumerable<AttachedRelation> relations)
    {
        _trusted.Clear();
        foreach (var relation in relations)
            _trusted[relation] = true;
    }

    // Of a transaction's later statements: another session may have looked at the source again, and what is known of the
    // relation since then is newer than the snapshot.
    private void ThrowIfChanged(AttachedRelation relation, Snapshot snapshot)
    {
        if (_trusted.ContainsKey(relation))
            return;
        if (attachment.In(snapshot.Catalog, relation)?.Definition != relation.Definition)
            throw new DefinitionChangedException(attachment, Names([relation]));
        _trusted[relation] = true;
    }
}
