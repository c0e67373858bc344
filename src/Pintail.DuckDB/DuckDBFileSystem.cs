using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// Files as DuckDB itself opens them: local ones, those of loaded extensions (https://, s3://), and none that the
/// connection's settings forbid. Any thread. Its connection must be open while it is used; a stream needs neither.
/// </summary>
public sealed class DuckDBFileSystem : IDisposable
{
    // The error of the last call is the file system's.
    private readonly Lock _lock = new();
    private readonly FileSystemHandle _handle;

    internal DuckDBFileSystem(FileSystemHandle handle) => _handle = handle;

    /// <exception cref="DuckDBException">It is not there, or may not be read.</exception>
    public Stream OpenRead(string path) => Open(path, FileFlag.Read);

    /// <summary>A new file; one that is there is opened as it is, which is how devices and pipes are written.</summary>
    public Stream OpenWrite(string path) => Open(path, FileFlag.Write, FileFlag.Create);

    /// <summary>A new file; one that is there already is an error.</summary>
    public Stream Create(string path) => Open(path, FileFlag.Write, FileFlag.Create, FileFlag.CreateNew);

    public void Dispose() => _handle.Dispose();

    private FileStreamOverDuckDB Open(string path, params ReadOnlySpan<FileFlag> flags)
    {
        using var options = NativeMethods.duckdb_create_file_open_options();
        foreach (var flag in flags)
        {
            _ = NativeMethods.duckdb_file_open_options_set_flag(options, flag, true);
        }

        lock (_lock)
        {
            var state = NativeMethods.duckdb_file_system_open(_handle, path, options, out var file);
            if (state == DuckDBState.Success)
            {
                return new FileStreamOverDuckDB(file, path);
            }

            using (file)
            {
                throw FileStreamOverDuckDB.Failure(NativeMethods.duckdb_file_system_error_data(_handle), path);
            }
        }
    }
}
