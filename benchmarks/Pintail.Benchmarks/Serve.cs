namespace Pintail.Benchmarks;

/// <summary>Fills a server and keeps it until standard input ends, so that a profiler can look at single runs.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var source = await SourceServer.StartAsync(options);
        foreach (var shape in options.Shapes.Count > 0 ? options.Shapes : Shape.All)
            source.Prepare(shape, options.Rows ?? shape.DefaultRows);
        Console.WriteLine(source.Conninfo);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
