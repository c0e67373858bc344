using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

/// <summary>duckdb_blob in duckdb.h; what it points to is given back with duckdb_free.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBlob
{
    internal byte* Data;
    internal ulong Size;
}
