using System.Globalization;
using System.Runtime.InteropServices;
using Pintail.DuckDB;

namespace Pintail.Benchmarks;

/// <summary>What figures depend on, without a name that is anybody's.</summary>
internal static class Machine
{
    /// <summary>linux-x64-2-cores</summary>
    public static string Name =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(OperatingSystem.IsMacOS() ? "macos" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}-{Environment.ProcessorCount}-cores"
        );

    public static IReadOnlyList<(string What, string Value)> Describe(string postgresVersion) =>
        [
            ("Date", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("Pintail", PintailVersion.Current),
            ("PostgreSQL", postgresVersion),
            ("DuckDB", DuckDBDatabase.LibraryVersion.TrimStart('v')),
            (".NET", Environment.Version.ToString()),
            ("Processor", $"{Processor()}, {Environment.ProcessorCount} cores"),
            ("Memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB"),
        ];

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.OSArchitecture.ToString();
    }
}
