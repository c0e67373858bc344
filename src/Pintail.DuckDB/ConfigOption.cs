using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>A setting to give to <see cref="DuckDBConnection.Register(ConfigOption)"/>.</summary>
/// <param name="Type">Boolean, UInteger, UBigInt or Varchar.</param>
/// <param name="Default">bool, ulong, string, or null for NULL.</param>
/// <param name="IsGlobal">What SET without a scope sets: the whole database's value, or the connection's own.</param>
public sealed record ConfigOption(
    string Name,
    DuckDBType Type,
    object? Default,
    string Description,
    bool IsGlobal = false
)
{
    internal void Register(ConnectionHandle connection)
    {
        using var handle = NativeMethods.duckdb_create_config_option();
        using var type = LogicalType.Of(Type);
        NativeMethods.duckdb_config_option_set_name(handle, Name);
        NativeMethods.duckdb_config_option_set_description(handle, Description);
        NativeMethods.duckdb_config_option_set_type(handle, type.Handle);
        NativeMethods.duckdb_config_option_set_default_scope(
            handle,
            IsGlobal ? ConfigOptionScope.Global : ConfigOptionScope.Session
        );
        if (Default is not null)
        {
            using var value = CreateDefault();
            NativeMethods.duckdb_config_option_set_default_value(handle, value);
        }

        if (NativeMethods.duckdb_register_config_option(connection, handle) != DuckDBState.Success)
        {
            throw new DuckDBException(
                DuckDBErrorType.Catalog,
                $"DuckDB did not take the setting '{Name}': it has one of that name. Register a setting once."
            );
        }
    }

    private ValueHandle CreateDefault() =>
        Default switch
        {
            bool value => NativeMethods.duckdb_create_bool(value),
            ulong value => NativeMethods.duckdb_create_uint64(value),
            string value => NativeMethods.duckdb_create_varchar(value),
            var other => throw new ArgumentException($"'{Name}' cannot have a {other?.GetType().Name} by default."),
        };
}
