using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

internal static class SettingReader
{
    /// <summary>As <see cref="DuckDBConnection.Setting"/>.</summary>
    internal static object? Read(ClientContextHandle client, string name)
    {
        using var value = NativeMethods.duckdb_client_context_get_config_option(client, name, out _);
        return value.IsInvalid
            ? throw new ArgumentException($"DuckDB has no setting '{name}'.", nameof(name))
            : ValueReader.Read(value);
    }
}
