// A DuckDB instance in which Postgres databases can be attached, and what its sessions share: the attachments, the views
// by which DuckDB shows them, and the functions behind these.
//
// DuckDB's C API has no way to add a kind of database. So an attached Postgres database is an in-memory database under the
// alias; each relation is a view over a table function in it. Everything that DuckDB does with names, joins and views over
// views then works without a word from us; what writes to such a database, and what lists it, is recognised by the session.

using System.Collections.Concurrent;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Session.Binary;
using Pintail.Session.Functions;
using Pintail.Session.Secrets;
using Pintail.Session.Settings;

namespace Pintail.Session;

/// <summary>An open DuckDB instance. Sessions on it may be used side by side.</summary>
public sealed class SqlDatabase : IDisposable
{
    private readonly DuckDBDatabase _database;
    private readonly DuckDBConnection _control;
    private readonly AttachedViews _views;
    private readonly TypeNames _types;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Attachment> _attachments = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<ulong, SqlSession> _sessions = new();

    private SqlDatabase(SqlOptions options, DuckDBDatabase database)
    {
        Options = options;
        _database = database;
        _control = database.Connect();
        _views = new AttachedViews(_control);
        _types = new TypeNames(database.Connect());
        SessionFunctions.Register(_control, _types, options);
        _control.Register(new SessionScan(this));
        _control.Register(new PostgresScan(this));
        _control.Register(new PostgresQuery(this));
        _control.Register(new PostgresExecute(this));
        _control.Register(new PostgresAttach());
        _control.Register(new PostgresConfigurePool(this));
        _control.Register(new AttachedRelationList(this));
        _control.Register(new AttachedColumnList(this));
        _control.Register(new AttachedConstraintList(this));
        _control.Register(new AttachedIndexList(this));
        _control.Register(new AttachmentList(this));
        Secrets = new SecretStore(options.SecretFolder ?? SecretFiles.DefaultFolder(options.Environment));
        Connections = new SecretConnection(Secrets, options.Environment, options.Tokens);
        _control.Register(new SecretList(Secrets));
    }

    /// <exception cref="PintailException">The file cannot be opened.</exception>
    public static SqlDatabase Open(SqlOptions options)
    {
        // DuckDB would wait for whoever writes to a pipe; what has some length is left to it.
        if (options.File is { } file && File.Exists(file) && new FileInfo(file).Length == 0)
            ThrowIfFaulty(options, null);
        try
        {
            var settings = new Dictionary<string, string>(options.Settings);
            if (options.IsReadOnly)
                settings["access_mode"] = "READ_ONLY";
            return new SqlDatabase(options, DuckDBDatabase.Open(options.File, settings));
        }
        catch (DuckDBException e)
        {
            if (e.ErrorType == DuckDBErrorType.IO && File.Exists(options.File))
                ThrowIfFaulty(options, e);
            throw new PintailException(
                ErrorKind.TargetUnreachable,
                $"'{options.File}' could not be opened: {e.Message.Trim()}",
                "Name a DuckDB file that no other program has open, or none to work in memory.",
                e
            );
        }
    }

    private static void ThrowIfFaulty(SqlOptions options, DuckDBException? error)
    {
        if (DuckDBFile.FaultOf(options.File!, options.IsReadOnly) is { } fault)
            throw new PintailException(
                ErrorKind.TargetUnreachable,
                $"'{options.File}' {fault.What}.",
                $"{fault.Remedy} Without a file everything is in memory.",
                error
            );
    }

    public SqlSession Connect()
    {
        var connection = _database.Connect();
        var session = new SqlSession(this, connection);
        _sessions[connection.Id] = session;
        return session;
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
            session.Dispose();
        _types.Dispose();
        _control.Dispose();
        _database.Dispose();
    }

    internal SqlOptions Options { get; }

    /// <summary>Of all its sessions, now.</summary>
    /// <exception cref="PintailException">A setting has a value that is none of its own.</exception>
    internal ValueSettings Values
    {
        get
        {
            // Another session may be making views on that connection.
            lock (_lock)
                return ScanSettingsReader.Values(_control);
        }
    }

    /// <summary>Of an attached database for which nothing else was said.</summary>
    internal int ConnectionLimit
    {
        get
        {
            lock (_lock)
                return ScanSettingsReader.Read(_control, Options.Connections).ConnectionLimit;
        }
    }

    internal SecretStore Secrets { get; }

    internal SecretConnection Connections { get; }

    internal IReadOnlyCollection<Attachment> Attachments => [.. _attachments.Values];

    internal Attachment? FindAttachment(string alias) => _attachments.GetValueOrDefault(alias);

    internal SqlSession? FindSession(ulong connectionId) => _sessions.GetValueOrDefault(connectionId);

    internal AttachedRelation FindRelation(string alias, string schema, string name) =>
        FindAttachment(alias)?.Find(schema, name)
        ?? throw new PintailException(
            ErrorKind.SourceMissing,
            $"There is no relation {schema}.{name} in an attached database {alias}.",
            "It may have been dropped; CALL pg_clear_cache() looks again."
        );

    /// <summary>Connects, and looks what is there.</summary>
    internal void Attach(
        string alias,
        ConnectionSettings settings,
        AttachmentOptions options,
        CancellationToken cancellation
    )
    {
        var attachment = new Attachment(alias, settings, options) { Values = Values };
        using (var reader = new AttachmentReader(attachment))
            reader.List(cancellation);
        lock (_lock)
        {
            attachment.Pool = PoolOptions.Of(_control);
            _views.Attach(attachment);
            _attachments[alias] = attachment;
        }
    }

    /// <param name="by">Who has closed what it read.</param>
    internal void Detach(Attachment attachment, SqlSession by)
    {
        lock (_lock)
        {
            _views.Detach(attachment.Alias);
            _attachments.TryRemove(attachment.Alias, out _);
            attachment.IsDetached = true;
        }
        foreach (var session in _sessions.Values)
            session.Forget(attachment, by);
    }

    internal void MakeViews(IEnumerable<AttachedRelation> relations)
    {
        lock (_lock)
            _views.Make(relations);
    }

    /// <summary>The views follow what the attachment has come to know.</summary>
    internal void RefreshViews(Attachment attachment)
    {
        lock (_lock)
            _views.Refresh(attachment);
    }

    internal void Forget(SqlSession session, ulong connectionId) =>
        _sessions.TryRemove(new KeyValuePair<ulong, SqlSession>(connectionId, session));
}
