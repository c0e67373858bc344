using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pintail.DuckDB.Native;

/// <summary>
/// Finds libduckdb: the file that PINTAIL_DUCKDB_LIBRARY names, else the one beside the program. The system's search
/// path is left out on purpose, since a DuckDB of another version that happens to be installed must not be picked up.
/// </summary>
internal static class LibraryResolver
{
    internal const string Variable = "PINTAIL_DUCKDB_LIBRARY";

    // CA2255: the resolver has to stand before the first call into libduckdb, and there is one only per assembly.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Must run before the first native call.")]
    internal static void Install() =>
        NativeLibrary.SetDllImportResolver(typeof(LibraryResolver).Assembly, static (name, _, _) => Resolve(name));

    internal static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll"
        : OperatingSystem.IsMacOS() ? "libduckdb.dylib"
        : "libduckdb.so";

    /// <summary>The file to load. Throws when it does not exist.</summary>
    internal static string Locate(string? variable, string programFolder)
    {
        if (!string.IsNullOrEmpty(variable))
        {
            return File.Exists(variable)
                ? variable
                : throw new DuckDBLibraryException(
                    $"{Variable} names '{variable}', but there is no such file. "
                        + "Correct the path, or unset the variable to use the libduckdb beside the program."
                );
        }

        var beside = Path.Combine(programFolder, FileName);
        return File.Exists(beside)
            ? beside
            : throw new DuckDBLibraryException(
                $"{FileName} was not found in '{programFolder}'. Run 'npm ci' in native/ and build again, "
                    + $"copy {FileName} (version {SupportedVersion.Expected}) beside the program, or let {Variable} name it."
            );
    }

    private static nint Resolve(string name)
    {
        if (name != NativeMethods.Library)
        {
            return 0;
        }

        var file = Locate(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DuckDBLibraryException(
                $"'{file}' cannot be loaded as libduckdb for {RuntimeInformation.RuntimeIdentifier}: {e.Message} "
                    + "Run 'npm ci' in native/ on this machine and build again.",
                e
            );
        }
    }
}
