// A DuckDB session in which attached Postgres databases are read: statement by statement.
//
// Before a statement runs, the relations that it may name get their views. Then DuckDB plans it; binding tells which
// relations are read, and the first scan takes one snapshot for all of them. A statement outside a transaction lets go of
// the snapshot when its result is disposed, a transaction when it ends. A name that nobody knew, and a definition that is
// not what it was, lead to one more look at the source and one more try, as nothing was read by then.

using Pintail.DuckDB;
using Pintail.Session.Functions;
using Pintail.Session.PushDown;
using Pintail.Session.Secrets;
using Pintail.Session.Settings;
using Pintail.Session.Syntax;

namespace Pintail.Session;

/// <summary>One connection of a <see cref="SqlDatabase"/>. One thread uses it at a time; only <see cref="Interrupt"/> and
/// Dispose may come from another.</summary>
public sealed partial class SqlSession : IDisposable
{
    /// <summary>Of a transaction that may read anything later: beyond this many, only what its first statement reads is locked.</summary>
    private const int MaxLocksAhead = 1000;

    private readonly SqlDatabase _database;
    private readonly DuckDBConnection _connection;
    private readonly Lock _lock = new();
    private readonly AttachedNames _names;
    private readonly SessionReaders _readers;
    private readonly StatementPlans _plans;
    private SqlResult? _open;
    private bool _inTransaction;
    private bool _isDisposed;

    internal SqlSession(SqlDatabase database, DuckDBConnection connection)
    {
        (_database, _connection) = (database, connection);
        _names = new AttachedNames(database, connection);
        _readers = new SessionReaders(database);
        _plans = new StatementPlans(this, connection);
        SessionCatalog.Install(connection);
    }

    /// <summary>Of the statement that is running, or of the last one.</summary>
    public ScanProgress Progress { get; } = new();

    /// <summary>The statement that is running; null between statements.</summary>
    internal StatementScope? Scope { get; private set; }

    internal bool IsInTransaction => _inTransaction;

    /// <summary>As they are set now.</summary>
    internal ScanSettings ReadSettings() => ScanSettingsReader.Read(_connection, _database.Options.Connections);

    /// <summary>While the setting pg_debug_show_queries is on, told what a scan asks Postgres, when it starts. Any thread.</summary>
    public Action<string>? QuerySent { get; set; }

    /// <summary>Told of each scan that starts, on DuckDB's threads. For tests.</summary>
    internal Action<AttachedRelation, PushedCondition>? ScanStarting { get; set; }

    /// <summary>While <paramref name="action"/> runs, what is planned counts for another scope.</summary>
    internal T Within<T>(StatementScope scope, Func<T> action)
    {
        var running = Scope;
        Scope = scope;
        try
        {
            return action();
        }
        finally
        {
            Scope = running;
        }
    }

    /// <summary>Runs a script. Each result is valid until the next is asked for; the first error ends it.</summary>
    /// <exception cref="PintailException">A statement about an attached database cannot be carried out.</exception>
    /// <exception cref="DuckDBException">Any other error, as DuckDB says it.</exception>
    public IEnumerable<SqlResult> Execute(string script, CancellationToken cancellation = default)
    {
        using var interrupt = cancellation.Register(Interrupt);
        foreach (var piece in SqlScript.Split(script))
        {
            cancellation.ThrowIfCancellationRequested();
            // What an earlier script left open, when whoever read it had had enough.
            Close();
            _readers.Begin();
            try
            {
                _open = Run(piece, cancellation);
            }
            catch
            {
                Close();
                throw;
            }
            yield return _open;
            Close();
        }
    }

    /// <summary>Ends the running statement, at the source too. Any thread.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        Scope?.Interrupt();
        _readers.Cancel();
        CancelCommands();
        _connection.Interrupt();
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Close();
        _readers.Dispose();
        _database.Forget(this, _connection.Id);
        _connection.Dispose();
    }

    /// <summary>The reader of an attached database, its snapshot taken. Called on DuckDB's threads.</summary>
    internal AttachmentReader Reader(Attachment attachment, StatementScope scope, CancellationToken cancellation)
    {
        // A prepared postgres_query: outside a transaction it is prepared again, over the new one.
        if (_readers.IsReplaced(attachment))
            throw new DefinitionChangedException(attachment, "the database that the statement was prepared for");
        var reader = _readers.Of(attachment);
        // Of scans that start at once, one takes the snapshot and the others wait for it.
        lock (_lock)
        {
            if (!reader.HasSnapshot)
            {
                var bound = scope
                    .Bound.Select(scan => scan.Relation)
                    .Where(one => one.Attachment == attachment)
                    .ToList();
                reader.Take([.. Locked(attachment, bound)], scope.Settings, cancellation);
            }
        }
        return reader;
    }

    /// <inheritdoc cref="SessionReaders.FindUnattached"/>
    internal AttachedRelation FindUnattached(string conninfo, string schema, string name) =>
        _readers.FindUnattached(conninfo, schema, name);

    internal void Complete(StatementScope scope)
    {
        if (!scope.OwnsTransaction)
            return;
        Commit();
        scope.OwnsTransaction = false;
    }

    internal void End(StatementScope scope)
    {
        if (Scope == scope)
            Scope = null;
        // DuckDB ends a stream that was left unread with the connection's next query, and not before.
        if (scope.OwnsTransaction || scope.HasOpenScans)
            EndQuery(scope);
        if (!_inTransaction)
            _readers.Release();
    }

    internal void Forget(Attachment attachment, SqlSession by) => _readers.Forget(attachment, isOwn: this == by);

    private SqlResult Run(SqlPiece piece, CancellationToken cancellation)
    {
        _written = piece;
        LookAgainIfExecuted(cancellation);
        foreach (var attachment in _names.WithSystem(piece))
        {
            // Its views are made when they are named, which a transaction that has begun does not see.
            if (_inTransaction)
                throw SessionErrors.SystemInTransaction(attachment);
            _readers.Of(attachment).ListSystem(cancellation);
        }
        return RunExact(_names.Exact(piece), cancellation);
    }

    private SqlResult RunExact(SqlPiece piece, CancellationToken cancellation)
    {
        switch (StatementReader.Read(piece, EvaluateOption))
        {
            case AttachStatement attach:
                Attach(attach, cancellation);
                return new SqlResult(piece.Text);
            case DetachStatement detach when _database.FindAttachment(detach.Alias) is { } attachment:
                Detach(attachment);
                return new SqlResult(piece.Text);
            case UseStatement { Parts: [var alias] } when _database.FindAttachment(alias) is { } attachment:
                _connection.Execute(
                    $"USE {DuckDBText.Identifier(attachment.Alias)}.{DuckDBText.Identifier(attachment.DefaultSchema)}"
                );
                return new SqlResult(piece.Text);
            case UseStatement { Parts: [var alias, var schema] }
                when MainSchema.Is(schema) && _database.FindAttachment(alias) is { HidesMain: true } attachment:
                _connection.Execute($"USE {DuckDBText.Identifier(attachment.Alias)}.{MainSchema.NameInDuckDB}");
                return new SqlResult(piece.Text);
            case InstallStatement { Name: var name } when IsPostgresExtension(name):
            case LoadStatement { Name: var loaded } when IsPostgresExtension(loaded):
                return new SqlResult(piece.Text);
            case CallStatement { Function: "pg_clear_cache" or "postgres_clear_cache" }:
                foreach (var attachment in _database.Attachments)
                    attachment.Cache.Clear();
                _readers.LookAgain(cancellation);
                return new SqlResult(piece.Text);
            case CallStatement { Function: PostgresAttach.FunctionName } call:
                MakeViewsOf(call, piece, cancellation);
                return new SqlResult(piece.Text);
            case WriteStatement write when _names.AttachmentOf(write) is { } attachment:
                throw SessionErrors.Refuse(write.Verb, attachment);
            case CopyDatabaseStatement copy when _database.FindAttachment(copy.Target) is { } attachment:
                throw SessionErrors.Refuse("COPY", attachment);
            case CopyDatabaseStatement copy when _database.FindAttachment(copy.Source) is { } attachment:
                CopyDatabase(copy, attachment, cancellation);
                return new SqlResult(piece.Text);
            case ExportDatabaseStatement export when _names.Database(export.Source) is { } attachment:
                throw new PintailException(
                    ErrorKind.Configuration,
                    $"EXPORT DATABASE: {attachment.Alias} is an attached Postgres database, which DuckDB cannot write into files.",
                    $"COPY FROM DATABASE {attachment.Alias} TO a DuckDB database, and export that."
                );
            case DescribeStatement describe when _names.Find(describe.Parts) is { } listed:
                return Describe(piece, listed, describe.IsTableInfo, cancellation);
            case CreateSecretStatement secret:
                _database.Secrets.Create(secret);
                return Query(SecretStore.Success, cancellation);
            case DropSecretStatement drop when _database.Secrets.TryDrop(drop):
                return new SqlResult(piece.Text);
            case BeginStatement:
                return Begin(piece, cancellation);
            case CommitStatement or RollbackStatement:
                return EndTransaction(piece, cancellation);
            default:
                ForgetDeallocated(piece);
                PrepareAgainIfAttachedAgain(piece, cancellation);
                return Query(AsQuery(piece) ?? piece, cancellation);
        }
    }

    private void Attach(AttachStatement statement, CancellationToken cancellation)
    {
        var alias = statement.Name;
        if (_database.FindAttachment(alias) is { } there)
        {
            if (statement.IfNotExists)
                return;
            if (!statement.OrReplace)
            {
                throw new PintailException(
                    ErrorKind.Configuration,
                    $"A database {alias} is attached already.",
                    $"DETACH {alias} first, or write ATTACH OR REPLACE, ATTACH IF NOT EXISTS, or another name after AS."
                );
            }
            Detach(there);
        }
        var options = AttachmentOptions.Read(statement);
        var settings = _database.Connections.Resolve(statement.Conninfo, options.Secret);
        try
        {
            _database.Attach(alias, settings, options, cancellation);
        }
        catch (DuckDBException e)
        {
            throw SessionErrors.Explain(e);
        }
    }

    private void Detach(Attachment attachment)
    {
        if (_inTransaction)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{attachment.Alias} cannot be detached within a transaction.",
                "COMMIT or ROLLBACK first."
            );
        }
        _database.Detach(attachment, this);
    }

    private SqlResult Describe(SqlPiece piece, ListedRelation listed, bool isTableInfo, CancellationToken cancellation)
    {
        // It does not read the relation, which would show that it is not what it was.
        if (!_inTransaction)
            _readers.LookAgain(cancellation);
        var relations = _readers.Define([listed], cancellation);
        _database.MakeViews(relations);
        return relations is [var relation]
            ? Start(SqlScript.Split(RelationDescription.Sql(relation, isTableInfo))[0], cancellation)
            : Query(piece, cancellation);
    }

    private SqlResult Begin(SqlPiece piece, CancellationToken cancellation)
    {
        // What is made later, a transaction that has looked at the attachment does not see.
        _readers.LookAgain(cancellation);
        foreach (var attachment in _database.Attachments.Where(one => one.Listed.Count <= MaxLocksAhead))
            _database.MakeViews(_readers.Define(attachment.Listed, cancellation));
        var result = OrRolledBack(() => Query(piece, cancellation));
        _inTransaction = true;
        return result;
    }

    private SqlResult EndTransaction(SqlPiece piece, CancellationToken cancellation)
    {
        try
        {
            // It names nothing, and in a transaction that has failed DuckDB would not even tell the current database.
            return OrRolledBack(() => Start(piece, cancellation));
        }
        finally
        {
            _inTransaction = false;
            _readers.Release();
        }
    }

    private SqlResult Query(SqlPiece piece, CancellationToken cancellation)
    {
        MakeReferenced(piece, cancellation);
        for (var isLast = false; ; isLast = true)
        {
            try
            {
                return Start(_names.WithDescriptions(piece), cancellation);
            }
            catch (DuckDBException e) when (!isLast && !_inTransaction && !_hasExecuted && CanBeStale(e))
            {
                _readers.LookAgain(cancellation);
                piece = _names.Exact(piece);
                MakeReferenced(piece, cancellation);
                _database.MakeViews(_readers.Define(_names.ReferencedFarther(piece), cancellation));
                // DuckDB's own errors are told by the next turn, whatever the search path is.
                if (
                    IsWord(piece, "EXECUTE")
                    && _prepared.TryGetValue(NameOf(piece), out var prepared)
                    && (e.InnerException is DefinitionChangedException || IsOnItsPath(prepared))
                )
                    PrepareAgain(prepared, cancellation);
            }
            catch (DuckDBException e)
                when (e.ErrorType == DuckDBErrorType.Catalog && _names.FindWithheld(piece) is { } withheld)
            {
                throw SessionErrors.Withheld(withheld.Attachment, withheld.Relation, e);
            }
            catch (DuckDBException e)
            {
                var known = SessionErrors.Explain(e, _isInterrupted, _inTransaction);
                throw SecretText.Redact(_names.MentionsRowId(piece) ? SessionErrors.WithRowId(known) : known, piece);
            }
        }
    }

    private SqlResult Start(SqlPiece piece, CancellationToken cancellation)
    {
        var scope = OpenScope(cancellation);
        Progress.Clear();
        DuckDBStatement? statement = null;
        DuckDBResult? result = null;
        var scans = "";
        try
        {
            if (IsWord(piece, "EXECUTE"))
                BindPrepared(piece, scope);
            var query = InnerQuery.Find(piece);
            if (query is not null && !_inTransaction)
                BeginOwn(scope);
            statement = Prepare(piece);
            if (query is not null && scope.Bound.Count > 0 && scope.Settings.FilterPushdown)
            {
                var readings = _plans.Read(query.Text, scope);
                scope.Restrict(readings);
                scans = query.Use == QueryUse.Explain ? ExplainedScans.Text(scope.Bound, readings) : "";
            }
            result = Run(statement, query, scope);
            if (scans.Length > 0)
                return Explain(piece, statement, result, scans, scope);
            // The first rows show whether everything is as it was planned.
            var first = result.TryFetch(out var chunk) ? chunk : null;
            if (first is null)
                scope.Complete();
            if (IsWord(piece, "PREPARE"))
                KeepPrepared(piece, scope);
            return new SqlResult(piece.Text, statement, result, first, scope);
        }
        catch
        {
            result?.Dispose();
            statement?.Dispose();
            scope.Dispose();
            throw;
        }
    }

    // What DuckDB makes several statements of is one here: the last one's result is its result.
    private DuckDBStatement Prepare(SqlPiece piece)
    {
        using var statements = _connection.Extract(piece.Text);
        // The first may take the snapshot, and what it does not read itself has to be locked by then.
        if (statements.Count > 1 && Scope is { } scope)
            _names
                .Referenced(piece)
                .Select(one => one.Attachment.Find(one))
                .OfType<AttachedRelation>()
                .ToList()
                .ForEach(one => scope.Bind(one));
        for (var i = 0; i < statements.Count - 1; i++)
        {
            using var before = statements.Prepare(i);
            before.Execute();
        }
        return statements.Prepare(statements.Count - 1);
    }

    // What stores rows is over before its result is shown, so that an error of its COMMIT is its error.
    private static DuckDBResult Run(DuckDBStatement statement, InnerQuery? query, StatementScope scope)
    {
        if (query?.Use != QueryUse.Store)
            return statement.Stream();
        var result = statement.Query();
        scope.Complete();
        return result;
    }

    // A relation that is not known, or is not what it was. DuckDB says the first as an error of its catalog or its binder.
    private bool CanBeStale(DuckDBException error) =>
        error.InnerException is DefinitionChangedException
        || IsUnexplained(error)
        || (
            error.InnerException is null
            && _database.Attachments.Count > 0
            && error.ErrorType is DuckDBErrorType.Catalog or DuckDBErrorType.Binder
        );

    private void MakeReferenced(SqlPiece piece, CancellationToken cancellation)
    {
        if (_database.Attachments.Count == 0)
            return;
        // Within a transaction what was known at its beginning counts; a setting that means nothing can be set anew.
        if (!_inTransaction && !IsWord(piece, "SET") && !IsWord(piece, "RESET"))
            _readers.UseValues(cancellation);
        // A list shows what is there now; within a transaction what was there at its beginning.
        var isList = SessionCatalog.IsAbout(piece);
        if ((isList || IsWord(piece, "DESCRIBE") || IsWord(piece, "DESC")) && !_inTransaction)
            _readers.LookAgain(cancellation);
        _database.MakeViews(
            _readers.Define(
                isList ? [.. _database.Attachments.SelectMany(one => one.Listed)] : _names.Referenced(piece),
                cancellation
            )
        );
        if (SessionCatalog.IsAboutKeys(piece))
            _readers.ListKeys(cancellation);
    }

    private IEnumerable<AttachedRelation> Locked(Attachment attachment, List<AttachedRelation> bound) =>
        _inTransaction && attachment.Listed.Count <= MaxLocksAhead
            ? attachment.Defined.Where(relation => relation.Relation.CanSelect).Concat(bound).Distinct()
            : bound.Concat(_lockedAhead.Where(relation => relation.Attachment == attachment)).Distinct();

    private void Close()
    {
        _open?.Dispose();
        _open = null;
        if (!_inTransaction)
            _readers.End();
    }

    private static bool IsPostgresExtension(string name) => Is(name, "postgres") || Is(name, "postgres_scanner");

    private static bool Is(string word, string expected) =>
        string.Equals(word, expected, StringComparison.OrdinalIgnoreCase);

    private static bool IsWord(SqlPiece piece, string word) =>
        piece.Tokens.Count > 0
        && piece
            .Text.AsSpan(piece.Tokens[0].Start, piece.Tokens[0].Length)
            .Equals(word, StringComparison.OrdinalIgnoreCase);
}
