using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Appender.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_appender_create_ext(
        ConnectionHandle connection,
        [MarshalUsing(typeof(Utf8Argument))] string? catalog,
        [MarshalUsing(typeof(Utf8Argument))] string? schema,
        [MarshalUsing(typeof(Utf8Argument))] string table,
        out AppenderHandle appender
    );

    [LibraryImport(Library)]
    internal static partial ErrorDataHandle duckdb_appender_error_data(AppenderHandle appender);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_appender_flush(AppenderHandle appender);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_appender_clear(nint appender);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_appender_close(AppenderHandle appender);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_appender_destroy(ref nint appender);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_appender_column_count(AppenderHandle appender);

    [LibraryImport(Library)]
    internal static partial LogicalTypeHandle duckdb_appender_column_type(AppenderHandle appender, ulong column);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_append_data_chunk(AppenderHandle appender, nint chunk);
}
