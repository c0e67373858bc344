using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Scalar Functions.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial ScalarFunctionHandle duckdb_create_scalar_function();

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_scalar_function(ref nint function);

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_name(
        ScalarFunctionHandle function,
        [MarshalUsing(typeof(Utf8Argument))] string name
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_varargs(
        ScalarFunctionHandle function,
        LogicalTypeHandle type
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_special_handling(ScalarFunctionHandle function);

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_volatile(ScalarFunctionHandle function);

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_add_parameter(
        ScalarFunctionHandle function,
        LogicalTypeHandle type
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_return_type(
        ScalarFunctionHandle function,
        LogicalTypeHandle type
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_extra_info(
        ScalarFunctionHandle function,
        nint info,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_init(
        ScalarFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> init
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_function(
        ScalarFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, nint, nint, void> invoke
    );

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_register_scalar_function(
        ConnectionHandle connection,
        ScalarFunctionHandle function
    );

    [LibraryImport(Library)]
    internal static partial nint duckdb_scalar_function_init_get_extra_info(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_init_get_client_context(
        nint info,
        out ClientContextHandle context
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_init_set_state(
        nint info,
        nint state,
        delegate* unmanaged[Cdecl]<nint, void> destroy
    );

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_init_set_error(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string error
    );

    [LibraryImport(Library)]
    internal static partial nint duckdb_scalar_function_get_state(nint info);

    [LibraryImport(Library)]
    internal static partial void duckdb_scalar_function_set_error(
        nint info,
        [MarshalUsing(typeof(Utf8Argument))] string error
    );
}
