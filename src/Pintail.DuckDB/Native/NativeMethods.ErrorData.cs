using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Error Data.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_error_data(ref nint errorData);

    [LibraryImport(Library)]
    internal static partial DuckDBErrorType duckdb_error_data_error_type(ErrorDataHandle errorData);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_error_data_message(ErrorDataHandle errorData);
}
