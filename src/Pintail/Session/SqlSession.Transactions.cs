// DuckDB's transactions around a session's statements, and what an interrupt does to them.
//
// An interrupt comes from another thread and may come late: it then hits the BEGIN, COMMIT or ROLLBACK that the session
// itself runs. A transaction that stayed open for that would swallow every later statement, so whatever ends one is run
// until DuckDB has taken notice of it.

using Pintail.DuckDB;

namespace Pintail.Session;

public sealed partial class SqlSession
{
    /// <summary>More interrupts in a row than this would mean that somebody sends them without end.</summary>
    private const int MaxInterrupts = 1000;

    /// <summary>Somebody asked for the running statement to end.</summary>
    private volatile bool _isInterrupted;

    private StatementScope OpenScope(CancellationToken cancellation)
    {
        _isInterrupted = false;
        var scope = Scope = new StatementScope(this);
        _readers.Resume();
        // Cancelled before the scope was there to be told.
        if (cancellation.IsCancellationRequested)
        {
            _isInterrupted = true;
            scope.Interrupt();
        }
        return scope;
    }

    // The plan that is asked for rows to leave out and the one that runs must agree on now(): they share a transaction.
    private void BeginOwn(StatementScope scope)
    {
        // Before it is sure: an interrupt may come when it has begun already.
        scope.OwnsTransaction = true;
        try
        {
            _connection.Execute("BEGIN TRANSACTION");
        }
        catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.Transaction)
        {
            // One was begun in a way that this session does not know of.
            scope.OwnsTransaction = false;
        }
    }

    // An interrupt may come before the commit, and after it.
    private void Commit()
    {
        try
        {
            _connection.Execute("COMMIT");
        }
        catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.Interrupt)
        {
            if (TryRollBack())
                throw;
        }
    }

    /// <summary>Ends what is left of a statement: its transaction, or a stream that was not read to its end.</summary>
    private void EndQuery(StatementScope scope)
    {
        if (scope.OwnsTransaction)
        {
            scope.OwnsTransaction = false;
            TryRollBack();
            return;
        }
        try
        {
            ExecuteDespiteInterrupts("SELECT NULL");
        }
        catch (DuckDBException)
        {
            // In a transaction that has failed it is refused, but ends the stream all the same.
        }
    }

    /// <summary>Of a statement that begins or ends a transaction: interrupted, none is left open.</summary>
    private SqlResult OrRolledBack(Func<SqlResult> run)
    {
        try
        {
            return run();
        }
        catch (Exception e)
            when (e is OperationCanceledException or DuckDBException { ErrorType: DuckDBErrorType.Interrupt })
        {
            TryRollBack();
            throw;
        }
    }

    /// <returns>False: there was none.</returns>
    private bool TryRollBack()
    {
        try
        {
            ExecuteDespiteInterrupts("ROLLBACK");
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    private void ExecuteDespiteInterrupts(string sql)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                _connection.Execute(sql);
                return;
            }
            catch (DuckDBException e) when (e.ErrorType == DuckDBErrorType.Interrupt && number < MaxInterrupts)
            {
                // Meant for what ran before.
            }
        }
    }

    // DuckDB stops its other threads by an interrupt when one has failed, and now and then tells that in the error's place.
    private bool IsUnexplained(DuckDBException error) =>
        error is { ErrorType: DuckDBErrorType.Interrupt, InnerException: null } && !_isInterrupted;
}
