using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: File System Interface.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial FileSystemHandle duckdb_client_context_get_file_system(ClientContextHandle context);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_file_system(ref nint fileSystem);

    [LibraryImport(Library)]
    internal static partial ErrorDataHandle duckdb_file_system_error_data(FileSystemHandle fileSystem);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_file_system_open(
        FileSystemHandle fileSystem,
        [MarshalUsing(typeof(Utf8Argument))] string path,
        FileOpenOptionsHandle options,
        out FileHandle file
    );

    [LibraryImport(Library)]
    internal static partial FileOpenOptionsHandle duckdb_create_file_open_options();

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_file_open_options(ref nint options);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_file_open_options_set_flag(
        FileOpenOptionsHandle options,
        FileFlag flag,
        [MarshalAs(UnmanagedType.U1)] bool value
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_file_handle(ref nint file);

    [LibraryImport(Library)]
    internal static partial ErrorDataHandle duckdb_file_handle_error_data(FileHandle file);

    [LibraryImport(Library)]
    internal static partial long duckdb_file_handle_read(FileHandle file, byte* buffer, long size);

    [LibraryImport(Library)]
    internal static partial long duckdb_file_handle_write(FileHandle file, byte* buffer, long size);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_file_handle_close(FileHandle file);
}
