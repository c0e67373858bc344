using System.Globalization;
using System.Runtime.CompilerServices;
using Pintail.DuckDB;
using Pintail.Types;

namespace Pintail.Target;

/// <summary>
/// DuckDB's instance for a target, started beside the first conversation with the source: loading the library and
/// starting an instance, like building the table of types, takes the same time whatever is mirrored, and needs no file.
/// </summary>
internal sealed class EarlyInstance : IDisposable
{
    private Task<DuckDBDatabase>? _starting;

    private EarlyInstance(Task<DuckDBDatabase> starting) => _starting = starting;

    public static EarlyInstance Begin(TargetSpec spec, int threads) =>
        new(
            Task.Run(() =>
            {
                RuntimeHelpers.RunClassConstructor(typeof(TypeTable).TypeHandle);
                return DuckDBDatabase.Open(null, Settings(spec, threads));
            })
        );

    /// <summary>The instance, the first time; null afterwards, and where it did not start: opening one again tells why.</summary>
    public DuckDBDatabase? Take()
    {
        var starting = Interlocked.Exchange(ref _starting, null);
        try
        {
            return starting?.GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>How DuckDB is set for a target.</summary>
    /// <param name="threads">DuckDB's threads.</param>
    public static Dictionary<string, string> Settings(TargetSpec spec, int threads)
    {
        var settings = new Dictionary<string, string>
        {
            ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
            // The C API has no batch index, so a parallel CREATE TABLE AS needs this; a relation has no order anyway.
            ["preserve_insertion_order"] = "false",
        };
        // DuckDB's own default is a folder where the program was started.
        if (spec.IsReadOnly)
            settings["temp_directory"] = Path.Combine(Path.GetTempPath(), $"pintail-{Guid.NewGuid():N}");
        else if (spec.File is { } file)
            settings["temp_directory"] = SpillFolder(Path.GetFullPath(file));
        if (spec.MemoryLimit is { } limit)
            settings["memory_limit"] = limit;
        return settings;
    }

    /// <summary>Where DuckDB puts what does not fit into memory.</summary>
    public static string SpillFolder(string fullPath) => fullPath + ".tmp";

    public void Dispose() => Take()?.Dispose();
}
