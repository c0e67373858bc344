using System.Globalization;

namespace Pintail.Benchmarks;

/// <summary>How long the published program takes to say its version.</summary>
internal static class StartUp
{
    private const int Runs = 20;

    public static int Run(BenchmarkOptions options)
    {
        _ = options;
        var program = PublishedProgram.Publish();
        MeasuredProcess.Run(program, "--version");
        var median = Measurement.Median([
            .. Enumerable.Range(0, Runs).Select(_ => MeasuredProcess.Run(program, "--version")),
        ]);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"pintail --version: {median.Wall.TotalMilliseconds:F0} ms wall, {median.Cpu.TotalMilliseconds:F0} ms CPU, {median.PeakMemory >> 20} MiB (median of {Runs})"
            )
        );
        return 0;
    }
}
