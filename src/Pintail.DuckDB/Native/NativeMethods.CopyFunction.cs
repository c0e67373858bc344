using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Copy Functions, and what a table function learns that reads for COPY … FROM.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial CopyFunctionHandle duckdb_create_copy_function();

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_copy_function(ref nint function);

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_set_name(
        CopyFunctionHandle function,
        [MarshalUsing(typeof(Utf8Argument))] string name
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_set_extra_info(
        CopyFunctionHandle function,
        nint info,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_set_bind(
        CopyFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> callback
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_set_global_init(
        CopyFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> callback
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_set_finalize(
        CopyFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> callback
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_set_sink(
        CopyFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, nint, void> callback
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_set_copy_from_function(
        CopyFunctionHandle function,
        TableFunctionHandle tableFunction
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_register_copy_function(
        ConnectionHandle connection,
        CopyFunctionHandle function
    );

    [LibraryImport(Library)]
    internal static partial nint duckdb_copy_function_bind_get_extra_info(nint info);

    [LibraryImport(Library)]
    internal static partial ClientContextHandle duckdb_copy_function_bind_get_client_context(nint info);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_copy_function_bind_get_column_count(nint info);

    [LibraryImport(Library)]
    internal static partial LogicalTypeHandle duckdb_copy_function_bind_get_column_type(nint info, ulong index);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_copy_function_bind_get_options(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_bind_set_bind_data(
        nint info,
        nint data,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_bind_set_error(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string error
    );

    [LibraryImport(Library)]
    internal static partial nint duckdb_copy_function_global_init_get_bind_data(nint info);

    [LibraryImport(Library)]
    internal static partial ClientContextHandle duckdb_copy_function_global_init_get_client_context(nint info);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_copy_function_global_init_get_file_path(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_global_init_set_global_state(
        nint info,
        nint state,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_global_init_set_error(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string error
    );

    [LibraryImport(Library)]
    internal static partial nint duckdb_copy_function_sink_get_global_state(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_sink_set_error(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string error
    );

    [LibraryImport(Library)]
    internal static partial nint duckdb_copy_function_finalize_get_global_state(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_copy_function_finalize_set_error(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string error
    );

    [LibraryImport(Library)]
    internal static partial ulong duckdb_table_function_bind_get_result_column_count(nint info);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8))]
    internal static partial string? duckdb_table_function_bind_get_result_column_name(nint info, ulong index);

    [LibraryImport(Library)]
    internal static partial LogicalTypeHandle duckdb_table_function_bind_get_result_column_type(nint info, ulong index);
}
