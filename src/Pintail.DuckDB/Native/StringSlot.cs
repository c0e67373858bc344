using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

/// <summary>
/// DuckDB's string_t, 16 bytes: a length of 4 bytes; then up to 12 bytes inline with zeros behind them, or a prefix of 4
/// bytes and a pointer. Comparisons look at all 16 bytes at once, so the padding must be zero.
/// Source: duckdb_string_t in duckdb.h, string_t::INLINE_LENGTH in string_type.hpp.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StringSlot
{
    internal const int InlineLength = 12;

    /// <summary>The length in the lower half, the first 4 bytes of the text in the upper one.</summary>
    internal ulong LengthAndPrefix;

    /// <summary>Bytes 4 to 11 of a short text, or the address of a long one.</summary>
    internal ulong RestOrPointer;
}
