using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// Appends whole chunks to a table, inside the connection's transaction. Rows are buffered: they are in the table after
/// <see cref="Flush"/> or <see cref="Close"/>. A Dispose without them throws the buffered rows away, so that an error on
/// the way leaves no half.
/// </summary>
public sealed class Appender : IDisposable
{
    private readonly AppenderHandle _handle;
    private readonly string _table;

    private Appender(AppenderHandle handle, string table)
    {
        _handle = handle;
        _table = table;
    }

    public int ColumnCount => (int)NativeMethods.duckdb_appender_column_count(_handle);

    /// <summary>Owned by the caller.</summary>
    public LogicalType ColumnType(int index) =>
        new(NativeMethods.duckdb_appender_column_type(_handle, (ulong)index), $"of column {index} of '{_table}'");

    /// <summary>Copies the chunk's rows; its types must be the table's or cast to them.</summary>
    public void Append(DataChunk chunk)
    {
        Check(NativeMethods.duckdb_append_data_chunk(_handle, chunk.Pointer));
        GC.KeepAlive(chunk);
    }

    /// <summary>Writes the buffered rows to the table.</summary>
    public void Flush() => Check(NativeMethods.duckdb_appender_flush(_handle));

    /// <summary>Writes the buffered rows to the table and ends the appender.</summary>
    public void Close() => Check(NativeMethods.duckdb_appender_close(_handle));

    public void Dispose() => _handle.Dispose();

    internal static Appender Create(ConnectionHandle connection, string table, string? schema, string? catalog)
    {
        var state = NativeMethods.duckdb_appender_create_ext(connection, catalog, schema, table, out var handle);
        if (state == DuckDBState.Success)
        {
            return new Appender(handle, table);
        }

        using (handle)
        {
            throw Error(handle, table);
        }
    }

    private static DuckDBException Error(AppenderHandle handle, string table)
    {
        var fallback = $"DuckDB could not append to table '{table}'.";
        if (handle.IsInvalid)
        {
            return new DuckDBException(DuckDBErrorType.Invalid, fallback);
        }

        using var data = NativeMethods.duckdb_appender_error_data(handle);
        return new DuckDBException(
            NativeMethods.duckdb_error_data_error_type(data),
            NativeMethods.duckdb_error_data_message(data) is { Length: > 0 } message ? message : fallback
        );
    }

    private void Check(DuckDBState state)
    {
        if (state != DuckDBState.Success)
        {
            throw Error(_handle, _table);
        }
    }
}
