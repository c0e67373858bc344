// What a second run costs, beside the full copy of the same turn: nothing changed, and changes of several kinds, each on
// top of the one before. Every run is the whole program with all its proofs.

using System.Globalization;
using System.Text;
using Pintail.DuckDB;

namespace Pintail.Benchmarks;

/// <summary>Refreshes of one large table after changes, and of many small ones after none.</summary>
internal static class RefreshCost
{
    private const int ManyTables = 2_000;

    /// <param name="Change">Of the table :t; null: none.</param>
    /// <param name="Expected">What pintail.table_run says of it: else something else was measured.</param>
    /// <param name="Wanted">At most this share of the full copy's time.</param>
    private sealed record Step(string Name, string? Change, string Expected, double Wanted);

    private static readonly IReadOnlyList<Step> Steps =
    [
        new("nothing changed", null, "unchanged", 1 / 8.0),
        new(
            "0.1 % updated at random",
            "UPDATE :t SET l_quantity = l_quantity + 1 WHERE random() < 0.001",
            "merged",
            1 / 4.0
        ),
        new("1 % appended", AppendSql, "appended", 1 / 6.0),
        new("5 % deleted side by side", DeleteSql, "merged", 1 / 3.0),
        new("20 % updated at random", "UPDATE :t SET l_quantity = l_quantity + 1 WHERE random() < 0.2", "merged", 1.15),
    ];

    // Rows of the first pages, with keys past all others.
    private const string AppendSql = """
        INSERT INTO :t
        SELECT (l_orderkey + (SELECT max(l_orderkey) + 1 FROM :t)), l_partkey, l_suppkey, l_linenumber, l_quantity,
            l_extendedprice, l_discount, l_tax, l_returnflag, l_linestatus, l_shipdate, l_commitdate, l_receiptdate,
            l_shipinstruct, l_shipmode, l_comment
        FROM (SELECT * FROM :t LIMIT :rows / 100) AS line
        """;

    // Around the middle of the keys, which are in the order of the heap.
    private const string DeleteSql = """
        DELETE FROM :t WHERE l_orderkey IN (
            SELECT l_orderkey FROM :t WHERE l_orderkey > (SELECT avg(l_orderkey) FROM :t)
            ORDER BY l_orderkey LIMIT :rows / 20)
        """;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var program = PublishedProgram.Publish();
        await using var source = await SourceServer.StartAsync(options);
        var report = new StringBuilder();
        Changes(source, program, options, report);
        ManySmall(source, program, options.Runs, report);
        Console.WriteLine();
        Console.WriteLine(report);
        return 0;
    }

    private static void Changes(SourceServer source, string program, BenchmarkOptions options, StringBuilder report)
    {
        var shape = Shape.KeyedLineItem;
        var rows = options.Rows ?? shape.DefaultRows;
        var (full, runs) = (new List<Measurement>(), Steps.Select(_ => new List<Measurement>()).ToList());
        for (var turn = 0; turn <= options.Runs; turn++)
        {
            // Each turn begins with the same rows in a heap without bloat.
            source.Drop(shape);
            var table = source.Prepare(shape, rows);
            using var folder = new TemporaryFolder();
            var rungs = new Rungs(source, table, program, folder.Path);
            var whole = rungs.RunMirror();
            Console.WriteLine($"  {turn}/{options.Runs} full copy: {Report.Figures(whole)}");
            if (turn > 0)
                full.Add(whole);
            for (var i = 0; i < Steps.Count; i++)
            {
                Apply(source, table, Steps[i]);
                var run = rungs.RunRefresh();
                Console.WriteLine($"  {turn}/{options.Runs} {Steps[i].Name}: {Report.Figures(run)}");
                Expect(rungs, Steps[i]);
                // The first turn warms the machine.
                if (turn > 0)
                    runs[i].Add(run);
            }
        }
        Append(report, shape, rows, full, runs);
    }

    private static void Apply(SourceServer source, SourceTable table, Step step)
    {
        if (step.Change is null)
            return;
        using var connection = source.Connect();
        connection.Execute(
            step.Change.Replace(":t", table.Shape.Name, StringComparison.Ordinal)
                .Replace(":rows", table.Rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        // Not what is measured.
        connection.Execute("CHECKPOINT");
    }

    private static void Expect(Rungs rungs, Step step)
    {
        using var database = DuckDBDatabase.Open(rungs.Mirrored);
        using var connection = database.Connect();
        using var found = connection.Query(
            "SELECT change || ', ' || reason FROM pintail.table_run ORDER BY snapshot_time DESC LIMIT 1"
        );
        var what = (string)found.Scalar()!;
        if (!what.StartsWith(step.Expected, StringComparison.Ordinal))
            throw new PintailException(ErrorKind.Internal, $"{step.Name}: {step.Expected} was expected, not {what}.");
    }

    private static void Append(
        StringBuilder report,
        Shape shape,
        long rows,
        List<Measurement> full,
        List<List<Measurement>> runs
    )
    {
        var whole = Measurement.Median(full);
        report.AppendLine(
            CultureInfo.InvariantCulture,
            $"""

            ### {shape.Name}: {rows:N0} rows × {shape.Columns} columns

            | | wall s | CPU s | peak MiB | wall ÷ the full copy's, of the same turn | wanted |
            |---|---:|---:|---:|---:|---:|
            | full copy | {whole.Wall.TotalSeconds:F2} | {whole.Cpu.TotalSeconds:F2} | {whole.PeakMemory
                / 1048576.0:F0} | | |
            """
        );
        for (var i = 0; i < Steps.Count; i++)
        {
            var median = Measurement.Median(runs[i]);
            var ratios = runs[i]
                .Zip(full, (one, all) => one.Wall.TotalSeconds / all.Wall.TotalSeconds)
                .Order()
                .ToList();
            report.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Steps[i].Name} | {median.Wall.TotalSeconds:F2} | {median.Cpu.TotalSeconds:F2} | {median.PeakMemory / 1048576.0:F0} | {ratios[ratios.Count / 2]:F3} | {Steps[i].Wanted:F3} |"
            );
        }
    }

    private static void ManySmall(SourceServer source, string program, int runs, StringBuilder report)
    {
        SmallTables.Make(source, ManyTables, rowsOfEach: 100);
        using var folder = new TemporaryFolder();
        string[] command =
        [
            program,
            "mirror",
            "--source",
            source.Conninfo,
            "--target",
            Path.Combine(folder.Path, "small.duckdb"),
            "--include-schema",
            SmallTables.Schema,
            "--quiet",
        ];
        var first = MeasuredProcess.Run(command);
        var refreshes = new List<Measurement>();
        for (var turn = 0; turn < runs; turn++)
        {
            refreshes.Add(MeasuredProcess.Run(command));
            Console.WriteLine($"  {turn + 1}/{runs} {ManyTables:N0} small tables: {Report.Figures(refreshes[^1])}");
        }
        var median = Measurement.Median(refreshes);
        report.AppendLine(
            CultureInfo.InvariantCulture,
            $"\n{ManyTables:N0} tables of 100 rows: the first copy {first.Wall.TotalSeconds:F1} s; a refresh in which none has changed {median.Wall.TotalSeconds:F1} s, {median.PeakMemory / 1048576} MiB (wanted: under 10 s)."
        );
    }
}
