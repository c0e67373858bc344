using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

// duckdb.h: Helpers.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void duckdb_free(void* pointer);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial ulong duckdb_vector_size();
}
