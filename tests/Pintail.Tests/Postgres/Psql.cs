using System.Diagnostics;

namespace Pintail.Tests.Postgres;

/// <summary>The system's psql as the oracle for what a connection string and an environment mean.</summary>
internal static class Psql
{
    private static readonly string Program = Find();

    /// <summary>The answer of one query, or null when psql cannot parse the string or cannot connect.</summary>
    public static async Task<(string? Answer, string Error)> QueryAsync(
        string conninfo,
        IReadOnlyDictionary<string, string> environment,
        string sql
    )
    {
        var start = new ProcessStartInfo(Program, ["-X", "-w", "-A", "-t", "-q", "-c", sql, "-d", conninfo])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (
            var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList()
        )
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode == 0 ? answer.TrimEnd('\n') : null, await error);
    }

    private static string Find()
    {
        // Debian's /usr/bin/psql is a wrapper that looks into configuration of its own.
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => folder + "/bin/psql")
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => folder + "/psql");
        return debian.Concat(path).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "Install psql (Debian: postgresql-client): the tests compare with it."
            );
    }
}
