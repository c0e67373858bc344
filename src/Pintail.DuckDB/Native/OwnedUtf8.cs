using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Pintail.DuckDB.Native;

/// <summary>A returned text that is ours: copied, then given back with duckdb_free.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(OwnedUtf8))]
internal static unsafe class OwnedUtf8
{
    public static string? ConvertToManaged(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    public static void Free(byte* text) => NativeMethods.duckdb_free(text);
}
