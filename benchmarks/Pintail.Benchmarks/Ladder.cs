namespace Pintail.Benchmarks;

/// <summary>What each rung of one table took, in the rungs' order.</summary>
internal sealed record LadderResult(SourceTable Table, IReadOnlyList<(Rung Rung, Measurement Median)> Rungs)
{
    public Measurement this[string letter] => Rungs.Single(one => one.Rung.Letter == letter).Median;

    /// <summary>Processor time that the copy costs beyond what DuckDB needs to store the rows.</summary>
    public double OwnNanosPerValue =>
        (this["e"].Cpu - this["d"].Cpu).TotalNanoseconds / (Table.Rows * Table.Shape.Columns);
}

/// <summary>Runs the rungs in turns and writes the report.</summary>
internal static class Ladder
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var program = PublishedProgram.Publish();
        await using var source = await SourceServer.StartAsync(options);
        var results = new List<LadderResult>();
        foreach (var shape in options.Shapes.Count > 0 ? options.Shapes : Shape.All)
        {
            var table = source.Prepare(shape, options.Rows ?? shape.DefaultRows);
            results.Add(Measure(source, table, program, options.Runs));
        }
        var report = new Report(Machine.Describe(source.Version()), results, options.Runs);
        var text = report.ToMarkdown();
        Console.WriteLine();
        Console.WriteLine(text);
        // Figures of a table of another size are for trying things, and would overwrite the real ones.
        if (options.OutFolder is null && options.Rows is not null)
            return 0;
        var folder = options.OutFolder ?? Path.Combine(PublishedProgram.Checkout(), "benchmarks", "results");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{Machine.Name}.md");
        File.WriteAllText(file, text);
        Console.WriteLine($"Written to {file}");
        return 0;
    }

    private static LadderResult Measure(SourceServer source, SourceTable table, string program, int runs)
    {
        using var folder = new TemporaryFolder();
        var rungs = new Rungs(source, table, program, folder.Path);
        Console.WriteLine($"{table.Shape.Name}: {table.Rows:N0} rows, {table.Bytes / 1e6:N0} MB heap");
        // Not counted: it warms the machine, and (d) needs its file.
        rungs.RunMirror();
        var measured = rungs.All.Select(rung => (Rung: rung, Runs: new List<Measurement>())).ToList();
        for (var turn = 1; turn <= runs; turn++)
        {
            foreach (var (rung, list) in measured)
            {
                var run = rung.Run();
                list.Add(run);
                Console.WriteLine($"  {turn}/{runs} ({rung.Letter}) {Report.Figures(run)}");
            }
        }
        return new LadderResult(table, [.. measured.Select(one => (one.Rung, Measurement.Median(one.Runs)))]);
    }
}
