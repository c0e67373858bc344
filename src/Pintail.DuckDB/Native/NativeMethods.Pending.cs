using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

/// <summary>duckdb_pending_state in duckdb.h.</summary>
internal enum PendingState
{
    ResultReady = 0,
    ResultNotReady = 1,
    Error = 2,
    NoTasksAvailable = 3,
}

// duckdb.h: Pending Result Interface.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_pending_prepared(
        PreparedStatementHandle statement,
        out PendingHandle pending
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_pending_prepared_streaming(
        PreparedStatementHandle statement,
        out PendingHandle pending
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_pending(ref nint pending);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_pending_error(PendingHandle pending);

    [LibraryImport(Library)]
    internal static partial PendingState duckdb_pending_execute_task(PendingHandle pending);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_execute_pending(PendingHandle pending, ResultHandle result);
}
