using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// One open database: a file, or memory. DuckDB closes it (with a checkpoint, for a file) when this object and the last of
/// its connections are disposed, whichever comes last. Any thread may connect.
/// </summary>
public sealed class DuckDBDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;
    private readonly CallbackErrors _callbackErrors = new();

    private DuckDBDatabase(DatabaseHandle handle)
    {
        _handle = handle;
    }

    /// <summary>What the loaded library says of itself, "v1.5.6".</summary>
    public static string LibraryVersion { get; } = NativeMethods.duckdb_library_version() ?? "";

    /// <summary>Opens a file, making it when it does not exist, or an empty database in memory for null.</summary>
    /// <param name="settings">DuckDB's configuration options by name, such as threads or memory_limit.</param>
    public static DuckDBDatabase Open(string? path = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        SupportedVersion.Check(LibraryVersion);
        if (NativeMethods.duckdb_create_config(out var config) != DuckDBState.Success)
        {
            config.Dispose();
            throw new DuckDBException(DuckDBErrorType.OutOfMemory, "DuckDB could not make a configuration.");
        }

        using (config)
        {
            foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            {
                if (NativeMethods.duckdb_set_config(config, name, value) != DuckDBState.Success)
                {
                    throw new DuckDBException(
                        DuckDBErrorType.InvalidConfiguration,
                        $"DuckDB has no option '{name}', or it does not take the value given. See duckdb_settings()."
                    );
                }
            }

            return Open(path, config);
        }
    }

    public DuckDBConnection Connect()
    {
        if (NativeMethods.duckdb_connect(_handle, out var connection) != DuckDBState.Success)
        {
            connection.Dispose();
            throw new DuckDBException(
                DuckDBErrorType.Connection,
                "DuckDB could not open a connection to the database."
            );
        }

        return new DuckDBConnection(connection, _callbackErrors);
    }

    public void Dispose() => _handle.Dispose();

    private static DuckDBDatabase Open(string? path, ConfigHandle config)
    {
        if (NativeMethods.duckdb_open_ext(path, out var database, config, out var error) == DuckDBState.Success)
        {
            return new DuckDBDatabase(database);
        }

        database.Dispose();
        throw DuckDBException.FromText(error, $"DuckDB could not open '{path}'.");
    }
}
