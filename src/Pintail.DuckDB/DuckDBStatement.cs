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
        var result = new ResultHandle();
        var state = NativeMethods.duckdb_execute_prepared(_handle, result);
        return DuckDBResult.Of(state, result, _connection);
    }

    /// <summary>
    /// Starts it; rows are computed as they are fetched, so an error may come with any chunk, and now and then DuckDB calls
    /// it <see cref="DuckDBErrorType.Interrupt"/> although nobody interrupted. The next query on the connection ends the
    /// stream.
    /// </summary>
    public DuckDBResult Stream()
    {
        _connection.ForgetCallbackErrors();
        var result = new ResultHandle();
        var state = NativeMethods.duckdb_execute_prepared_streaming(_handle, result);
        return DuckDBResult.Of(state, result, _connection);
    }

    public void Dispose() => _handle.Dispose();
}
