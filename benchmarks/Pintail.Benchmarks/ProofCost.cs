using System.Globalization;
using System.Text;

namespace Pintail.Benchmarks;

/// <summary>
/// What a proof costs: the same mirror with each level, in turns; and, where another program is given, that one as it is,
/// to see whether the level without a proof is as fast as it was.
/// </summary>
internal static class ProofCost
{
    private static readonly string[] Levels = ["none", "counts", "content"];

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var program = PublishedProgram.Publish();
        await using var source = await SourceServer.StartAsync(options);
        var report = new StringBuilder();
        foreach (var shape in options.Shapes.Count > 0 ? options.Shapes : Shape.All)
        {
            var table = source.Prepare(shape, options.Rows ?? shape.DefaultRows);
            Append(report, table, Measure(source, table, program, options));
        }
        Console.WriteLine();
        Console.WriteLine(report);
        return 0;
    }

    private static List<(string Name, Measurement Median, double Ratio)> Measure(
        SourceServer source,
        SourceTable table,
        string program,
        BenchmarkOptions options
    )
    {
        using var folder = new TemporaryFolder();
        var candidates = Levels
            .Select(level => (Name: $"--prove {level}", Program: program, Arguments: new[] { "--prove", level }))
            .ToList();
        if (options.Before is { } before)
            candidates.Add(("the program before", before, []));
        var runs = candidates.Select(_ => new List<Measurement>()).ToList();
        for (var turn = 0; turn <= options.Runs; turn++)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                var (name, file, arguments) = candidates[i];
                var run = new Rungs(source, table, file, folder.Path).RunMirror(arguments);
                // The first turn warms the machine.
                if (turn == 0)
                    continue;
                runs[i].Add(run);
                Console.WriteLine($"  {turn}/{options.Runs} {name}: {Report.Figures(run)}");
            }
        }
        // Of each turn's pair, as the machine drifts between turns.
        double Ratio(int index) =>
            Median([.. runs[index].Zip(runs[0], (run, none) => run.Wall.TotalSeconds / none.Wall.TotalSeconds)]);
        return [.. candidates.Select((candidate, i) => (candidate.Name, Measurement.Median(runs[i]), Ratio(i)))];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static void Append(
        StringBuilder report,
        SourceTable table,
        List<(string Name, Measurement Median, double Ratio)> results
    )
    {
        report.AppendLine(
            CultureInfo.InvariantCulture,
            $"""

            ### {table.Shape.Name}: {table.Rows:N0} rows × {table.Shape.Columns} columns

            | | wall s | CPU s | peak MiB | wall ÷ none, of the same turn |
            |---|---:|---:|---:|---:|
            """
        );
        foreach (var (name, median, ratio) in results)
        {
            report.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {name} | {median.Wall.TotalSeconds:F2} | {median.Cpu.TotalSeconds:F2} | {median.PeakMemory / 1048576.0:F0} | {ratio:F3} |"
            );
        }
    }
}
