namespace Pintail.Benchmarks;

/// <summary>What one run of one rung took.</summary>
/// <param name="Cpu">User and system time of the rung's processes; the server's is not in it.</param>
/// <param name="PeakMemory">Bytes; of the largest process where a rung has several.</param>
internal sealed record Measurement(TimeSpan Wall, TimeSpan Cpu, long PeakMemory)
{
    /// <summary>Each figure's median by itself.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> runs) =>
        new(
            TimeSpan.FromTicks(Median(runs.Select(run => run.Wall.Ticks))),
            TimeSpan.FromTicks(Median(runs.Select(run => run.Cpu.Ticks))),
            Median(runs.Select(run => run.PeakMemory))
        );

    public static long Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
