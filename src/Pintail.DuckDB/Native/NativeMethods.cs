namespace Pintail.DuckDB.Native;

/// <summary>
/// The entry points of libduckdb that Pintail uses, one file per section of duckdb.h (version 1.5), each under its C
/// name so that a search finds both sides.
/// Ownership is in the types: a handle that comes out is ours to dispose; nint is borrowed and lives as long as what it
/// came from; texts go in through <see cref="Utf8Argument"/> and come out <see cref="BorrowedUtf8"/> or
/// <see cref="OwnedUtf8"/>. A destroy function takes the address of the pointer, which it clears.
/// SuppressGCTransition stands only at calls that read or write a few fields: a collection has to wait for them, so they
/// must neither block nor call back.
/// </summary>
internal static unsafe partial class NativeMethods
{
    /// <summary>Not a file name: <see cref="LibraryResolver"/> knows where the library is.</summary>
    internal const string Library = "duckdb";
}
