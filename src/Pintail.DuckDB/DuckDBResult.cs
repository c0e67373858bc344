using System.Diagnostics.CodeAnalysis;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// The rows of one query: all in memory, or fetched while it runs (<see cref="DuckDBStatement.Stream"/>). Chunks come out
/// once, in order. The next query on the connection ends a stream that is still open.
/// </summary>
public sealed partial class DuckDBResult : IDisposable
{
    // DUCKDB_STATEMENT_TYPE_CREATE in duckdb.h.
    private const int CreateStatement = 7;

    private readonly ResultHandle _handle;
    private readonly DuckDBConnection _connection;
    private readonly bool _isStream;

    private DuckDBResult(ResultHandle handle, DuckDBConnection connection)
    {
        _handle = handle;
        _connection = connection;
        ColumnCount = (int)NativeMethods.duckdb_column_count(handle);
        _isStream = NativeMethods.duckdb_result_is_streaming(handle.Value);
        RowsChanged = _isStream ? 0 : (long)NativeMethods.duckdb_rows_changed(handle);
    }

    public int ColumnCount { get; }

    /// <summary>Rows inserted, updated, deleted or copied; 0 for a query that only reads, and for CREATE TABLE AS, which
    /// returns the number as its one row.</summary>
    public long RowsChanged { get; }

    public string ColumnName(int index) => NativeMethods.duckdb_column_name(_handle, Checked(index)) ?? "";

    /// <summary>Owned by the caller.</summary>
    public LogicalType ColumnType(int index) =>
        new(NativeMethods.duckdb_column_logical_type(_handle, Checked(index)), "of a result column");

    /// <summary>The next rows, or false after the last. The chunk is the caller's and outlives this result.</summary>
    public bool TryFetch([NotNullWhen(true)] out DataChunk? chunk)
    {
        // DuckDB ends such a stream without an error, as if there were no more rows.
        ObjectDisposedException.ThrowIf(_isStream && _connection.IsDisposed, _connection);
        var handle = Fetch();
        if (!handle.IsInvalid)
        {
            chunk = new DataChunk(handle);
            return true;
        }

        handle.Dispose();
        // No chunk means the end or an error; only the result knows.
        if (NativeMethods.duckdb_result_error(_handle) is { Length: > 0 } error)
        {
            throw new DuckDBException(
                NativeMethods.duckdb_result_error_type(_handle),
                error,
                _connection.TakeCallbackError()
            );
        }

        chunk = null;
        return false;
    }

    public void Dispose() => _handle.Dispose();

    internal static DuckDBResult Of(DuckDBState state, ResultHandle handle, DuckDBConnection connection)
    {
        if (state == DuckDBState.Success)
        {
            return new DuckDBResult(handle, connection);
        }

        using (handle)
        {
            throw new DuckDBException(
                NativeMethods.duckdb_result_error_type(handle),
                NativeMethods.duckdb_result_error(handle) ?? "DuckDB reports an error without a text.",
                connection.TakeCallbackError()
            );
        }
    }

    /// <summary>The rows changed, CREATE TABLE AS included; takes that statement's row.</summary>
    internal long RowsExecuted()
    {
        var isCreate = NativeMethods.duckdb_result_statement_type(_handle.Value) == CreateStatement;
        return isCreate && Scalar() is long rows ? rows : RowsChanged;
    }

    private DataChunkHandle Fetch()
    {
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            return NativeMethods.duckdb_fetch_chunk(_handle.Value);
        }
        finally
        {
            if (added)
            {
                _handle.DangerousRelease();
            }
        }
    }

    private ulong Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ColumnCount);
        return (ulong)index;
    }
}
