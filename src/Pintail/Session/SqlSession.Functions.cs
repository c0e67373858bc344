// What postgres_query, postgres_execute and postgres_attach do in a session. The first two are called on DuckDB's threads
// while the session's statement runs: a query is one more scan of that statement's snapshot, a command runs beside it on
// its own connection. The third is a statement of its own, carried out in DuckDB.

using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Session.Functions;
using Pintail.Session.Secrets;
using Pintail.Session.Syntax;

namespace Pintail.Session;

public sealed partial class SqlSession
{
    /// <summary>Commands that run, for <see cref="Interrupt"/>.</summary>
    private readonly HashSet<ServerCommand> _commands = [];
    private bool _hasExecuted;

    /// <summary>What a call of postgres_query gives: the server is asked, and runs nothing.</summary>
    internal BoundQuery Plan(QueryText text, IReadOnlyList<string?> parameters) =>
        _readers.Of(text.Attachment).Plan(text, parameters, CancellationToken.None);

    /// <param name="isApart">The caller knows that it is no part of the session's transaction.</param>
    internal void Execute(QueryText text, bool isApart)
    {
        var what = $"{PostgresExecute.FunctionName} on {text.Attachment.Alias}";
        if (_inTransaction && !isApart)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{what}: within a transaction the session only reads Postgres, at one snapshot.",
                "COMMIT first; or write use_transaction := false, for SQL that is committed at once and that this transaction does not see."
            );
        }
        using var command = new ServerCommand(
            text.Attachment.Settings,
            what,
            IsReading(text.Attachment) ? new SnapshotOptions().LockTimeout : null
        );
        lock (_commands)
        {
            _hasExecuted = true;
            _commands.Add(command);
        }
        try
        {
            command.Execute(text.Sql);
        }
        finally
        {
            lock (_commands)
                _commands.Remove(command);
        }
    }

    // Then the command may wait for a lock of this session, and the session for the command: no server sees that circle.
    private bool IsReading(Attachment attachment) =>
        _readers.Of(attachment).HasSnapshot
        || Scope is { } scope && scope.Bound.Any(scan => scan.Relation.Attachment == attachment);

    private void CancelCommands()
    {
        lock (_commands)
        {
            foreach (var command in _commands)
                command.Cancel();
        }
    }

    /// <summary>The text of a constant expression's value.</summary>
    private string? Evaluate(string expression)
    {
        using var result = _connection.Query($"SELECT CAST(({expression}) AS VARCHAR)");
        return (string?)result.Rows().First()[0];
    }

    /// <inheritdoc cref="OptionEvaluator"/>
    private IReadOnlyList<string>? EvaluateOption(string expression)
    {
        try
        {
            using var result = _connection.Query(
                $"""
                SELECT CASE WHEN typeof(v) LIKE '%]' THEN CAST(to_json(v) AS VARCHAR[]) ELSE [CAST(v AS VARCHAR)] END
                FROM (SELECT ({expression}) AS v)
                """
            );
            var values = result.Rows().First()[0] as object?[] ?? [null];
            return values.Contains(null) ? null : [.. values.Cast<string>()];
        }
        catch (DuckDBException e)
        {
            // DuckDB quotes names and values, and what looks like a name may be a password without its quotes.
            throw e.ErrorType != DuckDBErrorType.Interrupt && SessionErrors.Explain(e) is DuckDBException
                ? new PintailException(
                    ErrorKind.Configuration,
                    $"An option's expression cannot be evaluated ({e.ErrorType} error).",
                    "It may hold a secret, so DuckDB's words are not shown; SELECT the expression alone to see them."
                )
                : SessionErrors.Explain(e);
        }
    }

    private void MakeViewsOf(CallStatement call, SqlPiece piece, CancellationToken cancellation)
    {
        ViewRequest request;
        try
        {
            request = PostgresAttach.Read(call, Evaluate);
        }
        catch (DuckDBException e)
        {
            throw SecretText.Redact(SessionErrors.Explain(e), piece);
        }
        MakeViewsOf(request, cancellation);
    }

    // All views or none; within a transaction they are part of it.
    private void MakeViewsOf(ViewRequest request, CancellationToken cancellation)
    {
        if (_names.AttachmentOf([request.SinkSchema, ""]) is { } attachment)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"{PostgresAttach.FunctionName}: the views cannot be made in the attached database {attachment.Alias}.",
                "USE a database of DuckDB's own first."
            );
        }
        var relations = _readers.ListUnattached(request.Conninfo, request.SourceSchema, cancellation);
        if (!_inTransaction)
            _connection.Execute("BEGIN");
        try
        {
            foreach (var relation in relations)
                MakeView(request.ViewSql(relation));
            if (!_inTransaction)
                _connection.Execute("COMMIT");
        }
        catch
        {
            // A COMMIT that failed has ended the transaction already; its error is the one to tell.
            if (!_inTransaction)
                TryRollBack();
            throw;
        }
    }

    // The connection string stands in the view's text, also where the user's statement took it from a variable.
    private void MakeView(string sql)
    {
        try
        {
            _connection.Execute(sql);
        }
        catch (DuckDBException e)
        {
            throw SecretText.Redact(SessionErrors.Explain(e), SqlScript.Split(sql)[0]);
        }
    }

    // What was executed may have changed what there is. A transaction goes on with what was there at its beginning.
    private void LookAgainIfExecuted(CancellationToken cancellation)
    {
        if (!_hasExecuted || _inTransaction)
            return;
        _hasExecuted = false;
        try
        {
            _readers.LookAgain(cancellation);
        }
        catch (PintailException)
        {
            // This statement may be about something else; one that names a relation there looks again by itself.
        }
    }
}
