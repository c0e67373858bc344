using System.Text;

namespace Pintail.Benchmarks;

/// <summary>What --keys costs: the same mirror without and with it, in turns, of a table with a primary key.</summary>
internal static class KeyCost
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var program = PublishedProgram.Publish();
        // --strict ends the run where the key cannot be made, so that nobody measures the same thing twice.
        Candidate[] candidates =
        [
            new("without keys", program),
            new("--keys", program, "--keys", "--strict"),
            new("without keys, --prove none", program, "--prove", "none"),
            new("--keys --prove none", program, "--keys", "--strict", "--prove", "none"),
        ];
        await using var source = await SourceServer.StartAsync(options);
        var report = new StringBuilder();
        foreach (var shape in options.Shapes.Count > 0 ? options.Shapes : [Shape.KeyedLineItem])
        {
            var table = source.Prepare(shape, options.Rows ?? shape.DefaultRows);
            Turns.Append(report, table, Turns.Measure(source, table, candidates, options.Runs));
        }
        Console.WriteLine();
        Console.WriteLine(report);
        return 0;
    }
}
