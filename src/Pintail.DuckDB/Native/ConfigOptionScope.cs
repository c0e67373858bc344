namespace Pintail.DuckDB.Native;

/// <summary>duckdb_config_option_scope in duckdb.h.</summary>
internal enum ConfigOptionScope
{
    Invalid = 0,
    Session = 2,
    Global = 3,
}
