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
        var candidates = Levels.Select(level => new Candidate($"--prove {level}", program, "--prove", level)).ToList();
        if (options.Before is { } before)
            candidates.Add(new Candidate("the program before", before));
        await using var source = await SourceServer.StartAsync(options);
        var report = new StringBuilder();
        foreach (var shape in options.Shapes.Count > 0 ? options.Shapes : Shape.All)
        {
            var table = source.Prepare(shape, options.Rows ?? shape.DefaultRows);
            Turns.Append(report, table, Turns.Measure(source, table, candidates, options.Runs));
        }
        Console.WriteLine();
        Console.WriteLine(report);
        return 0;
    }
}
