using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

internal static class SettingReader
{
    /// <summary>As <see cref="DuckDBConnection.Setting"/>.</summary>
    internal static object? Read(ClientContextHandle client, string name)
    {
        using var value = NativeMethods.duckdb_client_context_get_config_option(client, name, out _);
        // DuckDB does not tell a setting whose default is NULL from one that it does not have.
        return value.IsInvalid ? null : ValueReader.Read(value);
    }
}
