using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// A prepared statement. Parameters are numbered from 1 and keep their values from one execution to the next. Used by one
/// thread at a time, like its connection.
/// </summary>
public sealed partial class DuckDBStatement : IDisposable
{
    private readonly PreparedStatementHandle _handle;
    private readonly DuckDBConnection _connection;

    internal DuckDBStatement(PreparedStatementHandle handle, DuckDBConnection connection)
    {
        _handle = handle;
        _connection = connection;
    }

    public int ParameterCount => (int)NativeMethods.duckdb_nparams(_handle);

    /// <returns>As <see cref="DuckDBConnection.Execute"/>.</returns>
    public long Execute()
    {
        using var result = Query();
        return result.RowsExecuted();
    }

    /// <summary>Runs it to the end and holds the rows in memory.</summary>
    public DuckDBResult Query()
    {
        _connection.ForgetCallbackErrors();
        using var open = _connection.KeepOpen();
        return Finish(NativeMethods.duckdb_pending_prepared(_handle, out var pending), pending);
    }

    /// <summary>
    /// Starts it, and returns when there are first rows; the others are computed as they are fetched, so an error may come
    /// with any chunk, and now and then DuckDB calls it <see cref="DuckDBErrorType.Interrupt"/> although nobody
    /// interrupted. The next query on the connection ends the stream.
    /// </summary>
    public DuckDBResult Stream()
    {
        _connection.ForgetCallbackErrors();
        using var open = _connection.KeepOpen();
        return Finish(NativeMethods.duckdb_pending_prepared_streaming(_handle, out var pending), pending);
    }

    public void Dispose() => _handle.Dispose();

    private DuckDBResult Finish(DuckDBState state, PendingHandle pending)
    {
        using (pending)
        {
            if (state != DuckDBState.Success)
                throw Failure(pending);
            WaitFor(pending);
            var result = new ResultHandle();
            return DuckDBResult.Of(NativeMethods.duckdb_execute_pending(pending, result), result, _connection);
        }
    }

    /// <summary>
    /// Lends this thread to DuckDB until the result is there. When DuckDB's own threads have all the work that there is,
    /// this one sleeps. duckdb_execute_prepared, its streaming kind and duckdb_query would ask for work again and again
    /// instead, and keep a core busy with that (Executor::ExecuteTask, PendingQueryResult::ExecuteInternal).
    /// </summary>
    private void WaitFor(PendingHandle pending)
    {
        // A short query should not wait for a sleeper: the first rounds only give way to other threads.
        var wait = new SpinWait();
        while (true)
        {
            switch (NativeMethods.duckdb_pending_execute_task(pending))
            {
                case PendingState.ResultReady:
                    return;
                case PendingState.ResultNotReady:
                    wait.Reset();
                    break;
                case PendingState.NoTasksAvailable:
                    wait.SpinOnce();
                    break;
                default:
                    throw Failure(pending);
            }
        }
    }

    private DuckDBException Failure(PendingHandle pending)
    {
        var text = pending.IsInvalid ? null : NativeMethods.duckdb_pending_error(pending);
        return DuckDBException.FromText(
            text,
            "DuckDB reports an error without a text.",
            _connection.TakeCallbackError()
        );
    }
}
