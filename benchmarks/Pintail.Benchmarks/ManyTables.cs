// What many small tables cost, beside what DuckDB needs for itself to create, fill, swap and checkpoint as many: one
// statement for each, as any program would send it. First into a new file, then in the place of what stands there.

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pintail.DuckDB;

namespace Pintail.Benchmarks;

/// <summary>A first copy, a full copy over it and a plan of 10,000 tables of 10 rows.</summary>
internal static class ManyTables
{
    private const int Tables = 10_000;
    private const int Rows = 10;
    private const double WantedRatio = 1.5;
    private const double WantedPlanSeconds = 5;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var program = PublishedProgram.Publish();
        await using var source = await SourceServer.StartAsync(options);
        SmallTables.Make(source, Tables, Rows);
        var (alone, usual, ours) = (new Timings(), new Timings(), new Timings());
        var plans = new List<double>();
        for (var turn = 0; turn < options.Runs; turn++)
        {
            using var folder = new TemporaryFolder();
            var file = Path.Combine(folder.Path, "alone.duckdb");
            alone.Add((StoreAlone(file), StoreAlone(file)));
            file = Path.Combine(folder.Path, "default.duckdb");
            usual.Add((StoreAlone(file, "TYPE duckdb"), StoreAlone(file, "TYPE duckdb")));
            string[] command = Command(program, "mirror", source, Path.Combine(folder.Path, "ours.duckdb"));
            ours.Add((Seconds(command), Seconds([.. command, "--full"])));
            plans.Add(Seconds(Command(program, "plan", source, Path.Combine(folder.Path, "ours.duckdb"))));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {turn + 1}/{options.Runs} DuckDB alone {alone[^1].First:F1} s, again {alone[^1].Again:F1} s; with its own block size {usual[^1].First:F1} s, again {usual[^1].Again:F1} s; mirror {ours[^1].First:F1} s, again {ours[^1].Again:F1} s; plan {plans[^1]:F1} s"
                )
            );
        }
        Console.WriteLine(Summary(alone, usual, ours, plans));
        return 0;
    }

    private static double StoreAlone(string file, string options = "TYPE duckdb, BLOCK_SIZE 16384")
    {
        var started = Stopwatch.GetTimestamp();
        using var database = DuckDBDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"ATTACH {DuckDBText.Literal(file)} AS alone ({options}); USE alone");
        var columns = SmallTables.Columns.Replace(" PRIMARY KEY", "", StringComparison.Ordinal);
        connection.Execute($"CREATE SCHEMA IF NOT EXISTS {SmallTables.Schema}");
        for (var i = 0; i < Tables; i++)
        {
            connection.Execute($"CREATE TABLE {SmallTables.Schema}.staging_{i} ({columns})");
            connection.Execute(
                $"INSERT INTO {SmallTables.Schema}.staging_{i} SELECT i, 'name ' || i, now() FROM range({Rows}) r(i)"
            );
        }
        connection.Execute("BEGIN");
        for (var i = 0; i < Tables; i++)
        {
            connection.Execute($"DROP TABLE IF EXISTS {SmallTables.Schema}.t{i}");
            connection.Execute($"ALTER TABLE {SmallTables.Schema}.staging_{i} RENAME TO t{i}");
        }
        connection.Execute("COMMIT");
        connection.Execute("CHECKPOINT");
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static string[] Command(string program, string verb, SourceServer source, string target) =>
        [
            program,
            verb,
            "--source",
            source.Conninfo,
            "--target",
            target,
            "--include-schema",
            SmallTables.Schema,
            "--quiet",
        ];

    private static double Seconds(string[] command) => MeasuredProcess.Run(command).Wall.TotalSeconds;

    private static string Summary(Timings alone, Timings usual, Timings ours, List<double> plans)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"""

            ### {Tables:N0} tables of {Rows} rows

            | | DuckDB alone, default blocks s | DuckDB alone, blocks of 16 KiB s | mirror, blocks of 16 KiB s | mirror ÷ DuckDB with the same blocks, of the same turn | wanted |
            |---|---:|---:|---:|---:|---:|
            | into a new file | {Median(usual.Select(one => one.First)):F1} | {Median(alone.Select(one => one.First)):F1} | {Median(ours.Select(one => one.First)):F1} | {Median(
                ours.Zip(alone, (mine, its) => mine.First / its.First)
            ):F2} | {WantedRatio:F2} |
            | in the place of the same tables | {Median(usual.Select(one => one.Again)):F1} | {Median(alone.Select(one => one.Again)):F1} | {Median(
                ours.Select(one => one.Again)
            ):F1} | {Median(ours.Zip(alone, (mine, its) => mine.Again / its.Again)):F2} | {WantedRatio:F2} |

            The plan takes {Median(plans):F1} s (wanted: under {WantedPlanSeconds:F0} s).
            """
        );
        return text.ToString();
    }

    private sealed class Timings : List<(double First, double Again)>;

    private static double Median(IEnumerable<double> values)
    {
        var all = values.Order().ToList();
        return all[all.Count / 2];
    }
}
