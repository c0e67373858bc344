using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Scalar Functions, and of Vector Interface and Selection Vector Interface what makes their input flat.
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

    [LibraryImport(Library)]
    internal static partial void duckdb_vector_reference_vector(nint target, nint source);

    [LibraryImport(Library)]
    internal static partial void duckdb_vector_copy_sel(
        nint source,
        nint target,
        SelectionVectorHandle selection,
        ulong sourceCount,
        ulong sourceOffset,
        ulong targetOffset
    );

    [LibraryImport(Library)]
    internal static partial SelectionVectorHandle duckdb_create_selection_vector(ulong size);

    // Takes the pointer itself, unlike every other destroy function.
    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_selection_vector(nint selection);

    [LibraryImport(Library)]
    internal static partial uint* duckdb_selection_vector_get_data_ptr(SelectionVectorHandle selection);
}
