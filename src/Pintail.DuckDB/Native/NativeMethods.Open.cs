using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Open Connect.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_open_ext(
        [MarshalUsing(typeof(Utf8Argument))] string? path,
        out DatabaseHandle database,
        ConfigHandle config,
        [MarshalUsing(typeof(OwnedUtf8))] out string? error
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_close(ref nint database);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Library)]
    internal static partial void duckdb_interrupt(ConnectionHandle connection);

    [LibraryImport(Library)]
    internal static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library)]
    internal static partial void duckdb_connection_get_client_context(
        ConnectionHandle connection,
        out ClientContextHandle context
    );

    [LibraryImport(Library)]
    internal static partial ulong duckdb_client_context_get_connection_id(ClientContextHandle context);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_client_context(ref nint context);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_library_version();
}
