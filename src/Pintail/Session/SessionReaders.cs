using System.Collections.Concurrent;
using Pintail.Postgres;

namespace Pintail.Session;

/// <summary>
/// One session's connections to the Postgres databases that it reads, attached ones and others. Any thread. What another
/// session detaches goes when nothing of this one reads it any more: at the end of the statement or transaction.
/// </summary>
internal sealed class SessionReaders(SqlDatabase database) : IDisposable
{
    private readonly ConcurrentDictionary<Attachment, AttachmentReader> _readers = new();
    private readonly ConcurrentDictionary<string, Attachment> _unattached = new(StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private readonly HashSet<Attachment> _leaving = [];
    private bool _isBusy;

    /// <summary>A statement begins, or goes on in a transaction.</summary>
    public void Begin()
    {
        lock (_lock)
            _isBusy = true;
    }

    /// <summary>Nothing is being read any more.</summary>
    public void End()
    {
        List<AttachmentReader> gone = [];
        lock (_lock)
        {
            _isBusy = false;
            foreach (var attachment in _leaving)
            {
                if (_readers.TryRemove(attachment, out var reader))
                    gone.Add(reader);
            }
            _leaving.Clear();
        }
        gone.ForEach(reader => reader.Dispose());
    }

    /// <exception cref="PintailException">It was detached, and nothing of it was being read: a new reader would have another snapshot.</exception>
    public AttachmentReader Of(Attachment attachment)
    {
        if (_readers.TryGetValue(attachment, out var there))
            return there;
        lock (_lock)
        {
            if (attachment.IsDetached)
            {
                throw new PintailException(
                    ErrorKind.Configuration,
                    $"{attachment.Alias} was detached.",
                    "ATTACH it, and run the statement again."
                );
            }
            return _readers.GetOrAdd(attachment, one => new AttachmentReader(one));
        }
    }

    /// <summary>It was detached, nothing of it is being read, and another database has its name.</summary>
    public bool IsReplaced(Attachment attachment) =>
        attachment.IsDetached
        && !_readers.ContainsKey(attachment)
        && database.FindAttachment(attachment.Alias) is not null;

    /// <summary>Looks again what is in all attached databases; what was looked at closer before is looked at again.</summary>
    public void LookAgain(CancellationToken cancellation)
    {
        foreach (var attachment in database.Attachments)
        {
            var reader = Of(attachment);
            reader.List(cancellation);
            reader.Define([.. attachment.Defined.Select(relation => relation.Relation.Oid)], cancellation);
            database.RefreshViews(attachment);
        }
    }

    /// <summary>Looks which constraints and indexes there are in all attached databases.</summary>
    public void ListKeys(CancellationToken cancellation)
    {
        foreach (var attachment in database.Attachments)
            Of(attachment).ListKeys(cancellation);
    }

    /// <summary>What columns become follows the settings, when these were changed since it was looked.</summary>
    public void UseValues(CancellationToken cancellation)
    {
        var values = database.Values;
        var changed = database.Attachments.Where(attachment => attachment.Values != values).ToList();
        if (changed.Count == 0)
            return;
        changed.ForEach(attachment => attachment.Values = values);
        LookAgain(cancellation);
    }

    /// <summary>Looks at relations whose columns are not known yet.</summary>
    public IReadOnlyList<AttachedRelation> Define(
        IReadOnlyCollection<ListedRelation> relations,
        CancellationToken cancellation
    )
    {
        foreach (var group in relations.GroupBy(relation => relation.Attachment))
        {
            var unknown = group.Where(relation => group.Key.Find(relation) is null);
            Of(group.Key).Define([.. unknown.Select(relation => relation.Source.Oid).Distinct()], cancellation);
        }
        return [.. relations.Select(relation => relation.Attachment.Find(relation)).OfType<AttachedRelation>()];
    }

    /// <summary>A relation of a database that has no alias; its connection is kept for the next time.</summary>
    public AttachedRelation FindUnattached(string conninfo, string schema, string name)
    {
        var attachment = Unattached(conninfo);
        attachment.Values = database.Values;
        var reader = Of(attachment);
        if (SystemSchemas.Contains(schema))
            reader.ListSystem(CancellationToken.None);
        for (var isLast = false; ; isLast = true)
        {
            // Just as the source has it comes first: by DuckDB's names it may be another, whose name differs by case only.
            if (
                (
                    attachment.FindRenamed(schema, name)
                    ?? attachment.FindListed(MainSchema.InDuckDB(attachment, schema), name)
                ) is
                { } listed
            )
            {
                reader.Define([listed.Source.Oid], CancellationToken.None);
                if (attachment.Find(listed) is { } relation)
                    return relation;
            }
            if (isLast)
                break;
            reader.List(CancellationToken.None);
        }
        throw new PintailException(
            ErrorKind.SourceMissing,
            $"There is no relation {schema}.{name} in {attachment.Settings.Display}, or this role may not see it.",
            "postgres_scan takes a connection string, a schema and a relation's name."
        );
    }

    /// <summary>The tables of a schema of a database that has no alias, looked at now.</summary>
    public IReadOnlyList<ListedRelation> ListUnattached(string conninfo, string schema, CancellationToken cancellation)
    {
        var attachment = Unattached(conninfo);
        var reader = Of(attachment);
        reader.List(cancellation);
        var tables = attachment
            .Listed.Where(one => MainSchema.InSource(one.SchemaName).Equals(schema, StringComparison.OrdinalIgnoreCase))
            .Where(one => one.Source.Kind is not (RelationKind.View or RelationKind.MaterializedView))
            .ToList();
        reader.Define([.. tables.Select(one => one.Source.Oid)], cancellation);
        return tables;
    }

    /// <summary>Asks the servers to stop what runs.</summary>
    public void Cancel()
    {
        foreach (var reader in _readers.Values)
            reader.Cancel();
    }

    /// <summary>What was asked to stop has stopped; the next statement is not meant.</summary>
    public void Resume()
    {
        foreach (var reader in _readers.Values)
            reader.Resume();
    }

    /// <summary>The transaction is over.</summary>
    public void Release()
    {
        foreach (var reader in _readers.Values)
            reader.Release();
    }

    /// <param name="isOwn">The session itself detaches it.</param>
    public void Forget(Attachment attachment, bool isOwn)
    {
        AttachmentReader? reader;
        lock (_lock)
        {
            if (_isBusy && !isOwn)
            {
                _leaving.Add(attachment);
                return;
            }
            _readers.TryRemove(attachment, out reader);
        }
        reader?.Dispose();
    }

    private Attachment Unattached(string conninfo) =>
        _unattached.GetOrAdd(
            conninfo,
            text => new Attachment("postgres_scan", Conninfo.Resolve(text, database.Options.Environment), new())
        );

    public void Dispose()
    {
        End();
        foreach (var reader in _readers.Values)
            reader.Dispose();
    }
}
