using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

// duckdb.h: Vector Interface. Vectors belong to their chunk, unless they were created.
internal static unsafe partial class NativeMethods
{
    // To be destroyed by the caller; 0 where there is no memory.
    [LibraryImport(Library)]
    internal static partial nint duckdb_create_vector(LogicalTypeHandle type, ulong capacity);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_vector(ref nint vector);

    [LibraryImport(Library)]
    internal static partial LogicalTypeHandle duckdb_vector_get_column_type(nint vector);

    // To be destroyed by the caller.
    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_column_type")]
    internal static partial nint OwnedColumnType(nint vector);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void* duckdb_vector_get_data(nint vector);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial ulong* duckdb_vector_get_validity(nint vector);

    [LibraryImport(Library)]
    internal static partial void duckdb_vector_ensure_validity_writable(nint vector);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void duckdb_unsafe_vector_assign_string_element_len(
        nint vector,
        ulong index,
        byte* text,
        ulong length
    );

    // The same for texts whose copy takes long enough to be noticed by a waiting collection.
    [LibraryImport(Library, EntryPoint = "duckdb_unsafe_vector_assign_string_element_len")]
    internal static partial void AssignLongString(nint vector, ulong index, byte* text, ulong length);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial nint duckdb_list_vector_get_child(nint vector);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial ulong duckdb_list_vector_get_size(nint vector);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_list_vector_set_size(nint vector, ulong size);

    [LibraryImport(Library)]
    internal static partial DuckDBState duckdb_list_vector_reserve(nint vector, ulong capacity);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial nint duckdb_struct_vector_get_child(nint vector, ulong index);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial nint duckdb_array_vector_get_child(nint vector);

    [LibraryImport(Library)]
    internal static partial void duckdb_vector_reference_vector(nint target, nint source);
}
