using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// A connection holds the transaction and the session's settings. One thread uses it at a time; only
/// <see cref="Interrupt"/> and Dispose may come from another. A Dispose during a query takes effect when the query ends.
/// </summary>
public sealed class DuckDBConnection : IDisposable
{
    private readonly ConnectionHandle _handle;
    private readonly CallbackErrors _callbackErrors;

    internal DuckDBConnection(ConnectionHandle handle, CallbackErrors callbackErrors)
    {
        _handle = handle;
        _callbackErrors = callbackErrors;
        NativeMethods.duckdb_connection_get_client_context(handle, out var context);
        using (context)
        {
            Id = NativeMethods.duckdb_client_context_get_connection_id(context);
        }
    }

    /// <summary>Its number within the database; never given again while that is open.</summary>
    public ulong Id { get; }

    /// <summary>Runs all statements in the text, up to the first that fails.</summary>
    /// <returns>The rows that the last statement inserted, updated, deleted, copied or put into a new table; 0 for others.</returns>
    public long Execute(string sql)
    {
        using var result = Query(sql);
        return result.RowsExecuted();
    }

    /// <summary>Runs all statements in the text and holds the rows of the last in memory.</summary>
    public DuckDBResult Query(string sql)
    {
        ForgetCallbackErrors();
        var result = new ResultHandle();
        var state = NativeMethods.duckdb_query(_handle, sql, result);
        return DuckDBResult.Of(state, result, this);
    }

    /// <summary>Of several statements in the text, those before the last are run at once.</summary>
    public DuckDBStatement Prepare(string sql)
    {
        ForgetCallbackErrors();
        var state = NativeMethods.duckdb_prepare(_handle, sql, out var statement);
        return Prepared(state, statement);
    }

    /// <summary>
    /// What DuckDB makes of a text: of most statements one, of some (PIVOT, COPY FROM DATABASE, PRAGMA) several that it runs
    /// one after another.
    /// </summary>
    public ExtractedStatements Extract(string sql)
    {
        var count = NativeMethods.duckdb_extract_statements(_handle, sql, out var statements);
        if (count > 0)
            return new ExtractedStatements(statements, (int)count, Prepare);
        using (statements)
        {
            var text = statements.IsInvalid ? null : NativeMethods.duckdb_extract_statements_error(statements);
            throw DuckDBException.FromText(text, "DuckDB could not read the statement.", null);
        }
    }

    private DuckDBStatement Prepare(ExtractedStatementsHandle statements, int index)
    {
        ForgetCallbackErrors();
        var state = NativeMethods.duckdb_prepare_extracted_statement(
            _handle,
            statements,
            (ulong)index,
            out var statement
        );
        return Prepared(state, statement);
    }

    private DuckDBStatement Prepared(DuckDBState state, PreparedStatementHandle statement)
    {
        if (state == DuckDBState.Success)
        {
            return new DuckDBStatement(statement, this);
        }

        using (statement)
        {
            var text = statement.IsInvalid ? null : NativeMethods.duckdb_prepare_error(statement);
            throw DuckDBException.FromText(text, "DuckDB could not prepare the statement.", TakeCallbackError());
        }
    }

    /// <summary>
    /// Ends the running query, which then fails with <see cref="DuckDBErrorType.Interrupt"/>. A query that has not started
    /// yet does not notice: repeat until it ended. Any thread; after a Dispose it does nothing.
    /// </summary>
    public void Interrupt()
    {
        try
        {
            NativeMethods.duckdb_interrupt(_handle);
        }
        catch (ObjectDisposedException)
        {
            // Nothing runs on a closed connection.
        }
    }

    /// <summary>Makes the function known to the whole database, for as long as that is open: there is no way to take it
    /// back or to replace it.</summary>
    public void Register(TableFunction function) =>
        TableFunctionRegistration.Register(_handle, function, _callbackErrors);

    /// <summary>Makes the function known to the whole database, for as long as that is open. Under a name that exists it is
    /// an overload, or with the same parameters takes that function's place.</summary>
    public void Register(ScalarFunction function) =>
        ScalarFunctionRegistration.Register(_handle, function, _callbackErrors);

    /// <summary>Makes the format known to the whole database, for as long as that is open.</summary>
    public void Register(CopyFunction function) =>
        CopyFunctionRegistration.Register(_handle, function, _callbackErrors);

    /// <summary>Makes the setting known to the whole database, for as long as that is open.</summary>
    public void Register(ConfigOption option) => option.Register(_handle);

    /// <summary>A setting's value for this connection, as one of the types of <see cref="BindContext.Parameter(int)"/>;
    /// null for NULL, and when there is no such setting. Runs no SQL.</summary>
    public object? Setting(string name)
    {
        NativeMethods.duckdb_connection_get_client_context(_handle, out var context);
        using (context)
        {
            return SettingReader.Read(context, name);
        }
    }

    /// <summary>Names as they are, without quotes. The default schema and database when none are given.</summary>
    public Appender CreateAppender(string table, string? schema = null, string? catalog = null) =>
        Appender.Create(_handle, table, schema, catalog);

    public void Dispose() => _handle.Dispose();

    /// <summary>Delays a Dispose on another thread until the returned object is disposed.</summary>
    internal HeldHandle KeepOpen() => new(_handle);

    internal bool IsDisposed => _handle.IsClosed;

    internal void ForgetCallbackErrors() => _callbackErrors.Take(Id);

    internal Exception? TakeCallbackError() => _callbackErrors.Take(Id);
}
