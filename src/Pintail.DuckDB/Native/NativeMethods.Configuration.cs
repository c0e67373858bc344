using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Configuration.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_create_config(out ConfigHandle config);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_set_config(
        ConfigHandle config,
        [MarshalUsing(typeof(Utf8Argument))] string name,
        [MarshalUsing(typeof(Utf8Argument))] string option
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_config(ref nint config);
}
