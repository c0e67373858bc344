using Microsoft.Win32.SafeHandles;

namespace Pintail.DuckDB.Native;

/// <summary>
/// What C hands out and wants back, one type per kind. A call that takes a handle keeps it open until the call returns, so
/// a Dispose on another thread (after an interrupt, say) waits for the running query instead of pulling it from under it.
/// </summary>
internal abstract class DuckDBHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true);

internal sealed class DatabaseHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_close(ref handle);
        return true;
    }
}

internal sealed class ConnectionHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_disconnect(ref handle);
        return true;
    }
}

internal sealed class ConfigHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_config(ref handle);
        return true;
    }
}

internal sealed class PreparedStatementHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_prepare(ref handle);
        return true;
    }
}

internal sealed class ExtractedStatementsHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_extracted(ref handle);
        return true;
    }
}

internal sealed class PendingHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_pending(ref handle);
        return true;
    }
}

internal sealed class DataChunkHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_data_chunk(ref handle);
        return true;
    }
}

internal sealed class LogicalTypeHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_logical_type(ref handle);
        return true;
    }
}

internal sealed class ValueHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_value(ref handle);
        return true;
    }
}

internal sealed class AppenderHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        // Destroying closes, and closing appends what is still buffered: rows that nobody asked for after an error.
        _ = NativeMethods.duckdb_appender_clear(handle);
        _ = NativeMethods.duckdb_appender_destroy(ref handle);
        return true;
    }
}

internal sealed class TableFunctionHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_table_function(ref handle);
        return true;
    }
}

internal sealed class ScalarFunctionHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_scalar_function(ref handle);
        return true;
    }
}

internal sealed class ErrorDataHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_error_data(ref handle);
        return true;
    }
}

internal sealed class ClientContextHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_client_context(ref handle);
        return true;
    }
}

internal sealed class CopyFunctionHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_copy_function(ref handle);
        return true;
    }
}

internal sealed class ConfigOptionHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_config_option(ref handle);
        return true;
    }
}

internal sealed class FileSystemHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_file_system(ref handle);
        return true;
    }
}

internal sealed class FileOpenOptionsHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_file_open_options(ref handle);
        return true;
    }
}

internal sealed class FileHandle : DuckDBHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_file_handle(ref handle);
        return true;
    }
}
