namespace Pintail.DuckDB;

/// <summary>libduckdb is missing, cannot be loaded, or has a version that this program was not written for.</summary>
public sealed class DuckDBLibraryException(string message, Exception? inner = null) : Exception(message, inner);
