namespace Pintail.DuckDB.Native;

/// <summary>duckdb_file_flag in duckdb.h.</summary>
internal enum FileFlag
{
    Read = 1,
    Write = 2,
    Create = 3,
    CreateNew = 4,
}
