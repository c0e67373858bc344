using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

// duckdb.h: Value Interface. A value is owned; the type it tells is borrowed from it.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_value(ref nint value);

    [LibraryImport(Library)]
    internal static partial nint duckdb_get_value_type(ValueHandle value);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool duckdb_is_null_value(ValueHandle value);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool duckdb_get_bool(ValueHandle value);

    [LibraryImport(Library)]
    internal static partial long duckdb_get_int64(ValueHandle value);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_get_uint64(ValueHandle value);

    [LibraryImport(Library)]
    internal static partial double duckdb_get_double(ValueHandle value);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(OwnedUtf8))]
    internal static partial string? duckdb_get_varchar(ValueHandle value);

    [LibraryImport(Library)]
    internal static partial NativeBlob duckdb_get_blob(ValueHandle value);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_get_list_size(ValueHandle value);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_get_list_child(ValueHandle value, ulong index);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_get_struct_child(ValueHandle value, ulong index);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_create_bool([MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_create_uint64(ulong value);

    [LibraryImport(Library)]
    internal static partial ValueHandle duckdb_create_varchar([MarshalUsing(typeof(Utf8Argument))] string text);
}
