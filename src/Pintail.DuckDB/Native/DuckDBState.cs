namespace Pintail.DuckDB.Native;

/// <summary>duckdb_state in duckdb.h.</summary>
internal enum DuckDBState
{
    Success = 0,
    Error = 1,
}
