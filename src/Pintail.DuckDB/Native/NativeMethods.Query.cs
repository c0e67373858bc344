using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Query Execution.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_query(
        ConnectionHandle connection,
        [MarshalUsing(typeof(Utf8Argument))] string sql,
        ResultHandle result
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_result(nint result);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_column_name(ResultHandle result, ulong column);

    [LibraryImport(Library)]
    internal static partial LogicalTypeHandle duckdb_column_logical_type(ResultHandle result, ulong column);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_column_count(ResultHandle result);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_rows_changed(ResultHandle result);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_result_error(ResultHandle result);

    [LibraryImport(Library)]
    internal static partial DuckDBErrorType duckdb_result_error_type(ResultHandle result);
}
