using System.Globalization;
using System.Text;

namespace Pintail.Benchmarks;

/// <summary>One way to run a mirror.</summary>
internal sealed record Candidate(string Name, string Program, params string[] Arguments);

/// <summary>What came of it.</summary>
/// <param name="Ratio">Of wall time to the first candidate's of the same turn: the median, as the machine drifts between turns.</param>
internal sealed record CandidateResult(string Name, Measurement Median, double Ratio);

/// <summary>Several ways to mirror one table, in turns.</summary>
internal static class Turns
{
    /// <param name="candidates">The first is what the others are compared with.</param>
    public static List<CandidateResult> Measure(
        SourceServer source,
        SourceTable table,
        IReadOnlyList<Candidate> candidates,
        int turns
    )
    {
        using var folder = new TemporaryFolder();
        var runs = candidates.Select(_ => new List<Measurement>()).ToList();
        for (var turn = 0; turn <= turns; turn++)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                var candidate = candidates[i];
                var run = new Rungs(source, table, candidate.Program, folder.Path).RunMirror(candidate.Arguments);
                // The first turn warms the machine.
                if (turn == 0)
                    continue;
                runs[i].Add(run);
                Console.WriteLine($"  {turn}/{turns} {candidate.Name}: {Report.Figures(run)}");
            }
        }
        return
        [
            .. candidates.Select(
                (candidate, i) =>
                    new CandidateResult(candidate.Name, Measurement.Median(runs[i]), Ratio(runs[i], runs[0]))
            ),
        ];
    }

    public static void Append(StringBuilder report, SourceTable table, IReadOnlyList<CandidateResult> results)
    {
        report.AppendLine(
            CultureInfo.InvariantCulture,
            $"""

            ### {table.Shape.Name}: {table.Rows:N0} rows × {table.Shape.Columns} columns

            | | wall s | CPU s | peak MiB | wall ÷ the first, of the same turn |
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

    private static double Ratio(List<Measurement> runs, List<Measurement> first)
    {
        var ratios = runs.Zip(first, (run, one) => run.Wall.TotalSeconds / one.Wall.TotalSeconds).Order().ToList();
        return ratios[ratios.Count / 2];
    }
}
