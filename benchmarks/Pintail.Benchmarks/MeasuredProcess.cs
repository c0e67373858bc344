using System.Diagnostics;
using System.Globalization;

namespace Pintail.Benchmarks;

/// <summary>
/// Runs a command under GNU time, which asks the kernel for the processor time and the peak memory of what it ran, its
/// children included. .NET can tell neither of a process that has ended.
/// </summary>
internal static class MeasuredProcess
{
    private const string Time = "/usr/bin/time";

    // Seconds of wall, user and system time, then KiB of peak memory.
    private const string Format = "%e %U %S %M";

    /// <exception cref="PintailException">The command failed, or there is no GNU time.</exception>
    public static Measurement Run(params IReadOnlyList<string> command) => RunAndRead(command).Measurement;

    /// <summary>Also gives the last line that the command wrote to standard output.</summary>
    public static (Measurement Measurement, string LastLine) RunAndRead(IReadOnlyList<string> command)
    {
        if (!File.Exists(Time))
            throw new PintailException(
                ErrorKind.Configuration,
                $"{Time} is missing; it measures the rungs.",
                "apt-get install time"
            );
        var figures = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Time, ["-o", figures, "-f", Format, .. command])
            {
                RedirectStandardOutput = true,
            };
            // The token would send the copy to MotherDuck.
            start.Environment.Remove("MOTHERDUCK_TOKEN");
            start.Environment.Remove("motherduck_token");
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var wall = clock.Elapsed;
            if (process.ExitCode != 0)
                throw new PintailException(
                    ErrorKind.Internal,
                    $"'{string.Join(' ', command)}' ended with exit code {process.ExitCode}."
                );
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return (Parse(wall, File.ReadAllText(figures)), lines.Length > 0 ? lines[^1] : "");
        }
        finally
        {
            File.Delete(figures);
        }
    }

    // The clock here is finer than time's hundredths.
    private static Measurement Parse(TimeSpan wall, string text)
    {
        var figures = text.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement(wall, TimeSpan.FromSeconds(figures[1] + figures[2]), (long)figures[3] * 1024);
    }
}
