using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

/// <summary>duckdb_result in duckdb.h: five fields that are deprecated, and the one that counts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    internal ulong ColumnCount;
    internal ulong RowCount;
    internal ulong RowsChanged;
    internal nint Columns;
    internal nint ErrorMessage;
    internal nint InternalData;
}

/// <summary>
/// A result is a struct that the caller provides, also for a query that fails: it then holds the error. It stands in
/// native memory, so that its address is its handle.
/// </summary>
internal sealed unsafe class ResultHandle : DuckDBHandle
{
    public ResultHandle()
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));
    }

    /// <summary>For the entry points that take the struct by value. The caller keeps this handle open meanwhile.</summary>
    // SAFETY: the handle is the struct's address from the constructor until ReleaseHandle.
    internal NativeResult Value => *(NativeResult*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_result(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
