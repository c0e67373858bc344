using System.Runtime.InteropServices;

namespace Pintail.DuckDB;

/// <summary>Where one row's elements stand in the child vector of a LIST or MAP vector.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ListEntry(ulong Offset, ulong Length);
