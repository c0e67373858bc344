using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Table Functions, Table Function Bind, Init, and Table Function.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial TableFunctionHandle duckdb_create_table_function();

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_table_function(ref nint function);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_name(
        TableFunctionHandle function,
        [MarshalUsing(typeof(Utf8Argument))] string name
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_add_parameter(
        TableFunctionHandle function,
        LogicalTypeHandle type
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_add_named_parameter(
        TableFunctionHandle function,
        [MarshalUsing(typeof(Utf8Argument))] string name,
        LogicalTypeHandle type
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_extra_info(
        TableFunctionHandle function,
        nint info,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_bind(
        TableFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> bind
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_init(
        TableFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> init
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_local_init(
        TableFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> init
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_set_function(
        TableFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, nint, void> fill
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_supports_projection_pushdown(
        TableFunctionHandle function,
        [MarshalAs(UnmanagedType.U1)] bool supports
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_register_table_function(
        ConnectionHandle connection,
        TableFunctionHandle function
    );

    [LibraryImport(Library)]
    internal static partial nint duckdb_bind_get_extra_info(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_table_function_get_client_context(nint info, out ClientContextHandle context);

    [LibraryImport(Library)]
    internal static partial void duckdb_bind_add_result_column(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string name,
        LogicalTypeHandle type
    );

    [LibraryImport(Library)]
    internal static partial ulong duckdb_bind_get_parameter_count(nint info);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_bind_get_parameter(nint info, ulong index);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_bind_get_named_parameter(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string name
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_bind_set_bind_data(
        nint info,
        nint data,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_bind_set_cardinality(
        nint info,
        ulong rows,
        [MarshalAs(UnmanagedType.U1)] bool isExact
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_bind_set_error(nint info, [MarshalUsing(typeof(Utf8Argument))] string error);

    [LibraryImport(Library)]
    internal static partial nint duckdb_init_get_bind_data(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_init_set_init_data(
        nint info,
        nint data,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial ulong duckdb_init_get_column_count(nint info);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_init_get_column_index(nint info, ulong index);

    [LibraryImport(Library)]
    internal static partial void duckdb_init_set_max_threads(nint info, ulong threads);

    [LibraryImport(Library)]
    internal static partial void duckdb_init_set_error(nint info, [MarshalUsing(typeof(Utf8Argument))] string error);

    [LibraryImport(Library)]
    internal static partial nint duckdb_function_get_init_data(nint info);

    [LibraryImport(Library)]
    internal static partial nint duckdb_function_get_local_init_data(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_function_set_error(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string error
    );
}
