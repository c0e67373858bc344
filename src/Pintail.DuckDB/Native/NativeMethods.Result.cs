using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

// duckdb.h: Result Functions and Streaming Result Interface. These take the struct by value.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DataChunkHandle duckdb_fetch_chunk(NativeResult result);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool duckdb_result_is_streaming(NativeResult result);

    [LibraryImport(Library)]
    internal static partial int duckdb_result_statement_type(NativeResult result);
}
