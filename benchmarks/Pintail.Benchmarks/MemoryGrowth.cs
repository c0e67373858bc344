using System.Globalization;

namespace Pintail.Benchmarks;

/// <summary>Peak memory of a mirror must not grow with the table: the same table once, and four times as long.</summary>
internal static class MemoryGrowth
{
    private const int Factor = 4;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var shape = options.Shapes.Count > 0 ? options.Shapes[0] : Shape.LineItem;
        var rows = options.Rows ?? shape.DefaultRows;
        var program = PublishedProgram.Publish();
        await using var source = await SourceServer.StartAsync(options);
        var small = PeakMemory(source, source.Prepare(shape, rows), program, options.Runs);
        var large = PeakMemory(source, source.Prepare(shape, Factor * rows), program, options.Runs);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{shape.Name}: {small / 1048576.0:F0} MiB at {rows:N0} rows, {large / 1048576.0:F0} MiB at {Factor * rows:N0} rows: {100.0 * large / small - 100:+0.0;-0.0} %"
            )
        );
        return 0;
    }

    private static long PeakMemory(SourceServer source, SourceTable table, string program, int runs)
    {
        using var folder = new TemporaryFolder();
        var rungs = new Rungs(source, table, program, folder.Path);
        var peaks = new List<long>();
        for (var turn = 1; turn <= runs; turn++)
        {
            var run = rungs.RunMirror();
            Console.WriteLine($"  {table.Rows:N0} rows {turn}/{runs} {Report.Figures(run)}");
            peaks.Add(run.PeakMemory);
        }
        return Measurement.Median(peaks);
    }
}
