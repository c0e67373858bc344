// A SQL session over a live database: what attaching costs, what the shortest statements cost, and whether the long ones
// are as fast as the tools that do nothing else.

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pintail.Session;

namespace Pintail.Benchmarks;

/// <summary>Attaching 10,000 tables, a lookup by key, count(*) beside psql's own, a full scan beside the mirror.</summary>
internal static partial class SessionCost
{
    private const int ManyTables = 10_000;
    private const int Lookups = 500;

    /// <summary>Connections are open then and methods compiled with all optimizations, which begins after 30 calls.</summary>
    private const int Warmups = 500;

    /// <summary>Beside which the others' noise is small.</summary>
    private const int CountTurns = 9;

    // As a server is set up that nobody configured: psql may use two more processes, and so may a session.
    private const string Parallel = "-c max_parallel_workers_per_gather=2";

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var program = PublishedProgram.Publish();
        await using var source = await SourceServer.StartAsync(options);
        var table = source.Prepare(Shape.KeyedLineItem, options.Rows ?? Shape.KeyedLineItem.DefaultRows);
        var report = new StringBuilder();
        Lookup(source, table, report);
        Count(source, table, Math.Max(options.Runs, CountTurns), report);
        FullScan(source, table, program, options.Runs, report);
        Attach(source, options.Runs, report);
        Console.WriteLine();
        Console.WriteLine(report);
        return 0;
    }

    private static void Lookup(SourceServer source, SourceTable table, StringBuilder report)
    {
        using var database = SqlDatabase.Open(new SqlOptions());
        using var session = database.Connect();
        Run(session, $"ATTACH '{source.Conninfo}' AS pg (TYPE postgres)");
        var random = new Random(1);
        var times = new List<double>();
        for (var i = -Warmups; i < Lookups; i++)
        {
            var row = random.NextInt64(1, table.Rows);
            var sql = string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT * FROM pg.keyed_lineitem WHERE l_orderkey = {row / 4 * 8 + row % 4} AND l_linenumber = {1 + row % 4}"
            );
            var clock = Stopwatch.StartNew();
            if (Run(session, sql) != 1)
                throw new PintailException(ErrorKind.Internal, $"There is no such row: {sql}");
            // The first ones open connections and compile.
            if (i >= 0)
                times.Add(clock.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        Line(
            report,
            $"Lookup by primary key among {table.Rows:N0} rows, {Lookups} in turn: median {times[Lookups / 2]:F2} ms, 95 % within {times[Lookups * 95 / 100]:F2} ms."
        );
    }

    private static void Count(SourceServer source, SourceTable table, int runs, StringBuilder report)
    {
        using var database = SqlDatabase.Open(
            new SqlOptions { Environment = new Dictionary<string, string> { ["PGOPTIONS"] = Parallel } }
        );
        using var session = database.Connect();
        Run(session, $"ATTACH '{source.Conninfo}' AS pg (TYPE postgres)");
        var (ours, psql) = (new List<double>(), new List<double>());
        for (var turn = 0; turn <= runs; turn++)
        {
            var own = PsqlMilliseconds(source, $"SELECT count(*) FROM {table.Shape.Name}");
            var clock = Stopwatch.StartNew();
            Run(session, $"SELECT count(*) FROM pg.{table.Shape.Name}");
            if (turn == 0)
                continue;
            ours.Add(clock.Elapsed.TotalMilliseconds);
            psql.Add(own);
        }
        Line(
            report,
            $"count(*) of {table.Rows:N0} rows: {Median(ours):F0} ms; psql's own, by its \\timing: {Median(psql):F0} ms; ratio of the turns {MedianRatio(ours, psql):F2}."
        );
    }

    // Both into a fresh file, each a process of its own.
    private static void FullScan(SourceServer source, SourceTable table, string program, int runs, StringBuilder report)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "session.duckdb");
        // The mirror's version of the file format, as it takes less time to write.
        var script =
            $"SET preserve_insertion_order = false; ATTACH '{source.Conninfo}' AS pg (TYPE postgres); "
            + $"ATTACH '{file}' AS target (STORAGE_VERSION 'v1.5.0'); CREATE TABLE target.copied AS SELECT * FROM pg.{table.Shape.Name}";
        var (session, mirror) = (new List<Measurement>(), new List<Measurement>());
        for (var turn = 0; turn <= runs; turn++)
        {
            var one = new Rungs(source, table, program, folder.Path).RunMirror("--prove", "none");
            File.Delete(file);
            var other = MeasuredProcess.Run(program, "sql", "-c", script);
            Console.WriteLine($"  {turn}/{runs} mirror {Report.Figures(one)}; session {Report.Figures(other)}");
            if (turn == 0)
                continue;
            mirror.Add(one);
            session.Add(other);
        }
        var (s, m) = (Measurement.Median(session), Measurement.Median(mirror));
        var ratio = MedianRatio(
            [.. session.Select(run => run.Wall.TotalSeconds)],
            [.. mirror.Select(run => run.Wall.TotalSeconds)]
        );
        Line(
            report,
            $"CREATE TABLE AS SELECT of all of it, the whole process: {s.Wall.TotalSeconds:F2} s, {s.PeakMemory / 1048576} MiB; mirror --prove none: {m.Wall.TotalSeconds:F2} s, {m.PeakMemory / 1048576} MiB; ratio of the turns {ratio:F2}."
        );
    }

    private static void Attach(SourceServer source, int runs, StringBuilder report)
    {
        using (var connection = source.Connect())
        {
            connection.Execute("CREATE SCHEMA IF NOT EXISTS many");
            connection.Execute(
                $"""
                DO $$ BEGIN FOR i IN 1..{ManyTables} LOOP
                    EXECUTE format('CREATE TABLE IF NOT EXISTS many.t%s (id integer PRIMARY KEY, name text, at timestamptz)', i);
                    IF i % 500 = 0 THEN COMMIT; END IF;
                END LOOP; END $$
                """
            );
            connection.Execute("VACUUM ANALYZE");
        }
        using var database = SqlDatabase.Open(new SqlOptions());
        using var session = database.Connect();
        var (attached, first, listed) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn <= runs; turn++)
        {
            var clock = Stopwatch.StartNew();
            Run(session, $"ATTACH '{source.Conninfo}' AS many (TYPE postgres)");
            var attach = clock.Elapsed.TotalMilliseconds;
            Run(session, "FROM many.many.t7777");
            var statement = clock.Elapsed.TotalMilliseconds - attach;
            Run(session, "DETACH many");
            if (turn == 0)
                continue;
            attached.Add(attach);
            first.Add(statement);
        }
        Run(session, $"ATTACH '{source.Conninfo}' AS many (TYPE postgres)");
        for (var turn = 0; turn < 2; turn++)
        {
            var clock = Stopwatch.StartNew();
            Run(session, "SHOW ALL TABLES");
            listed.Add(clock.Elapsed.TotalSeconds);
        }
        Line(
            report,
            $"ATTACH of a database of {ManyTables:N0} tables: {Median(attached):F0} ms; the first statement on one of them: {Median(first):F0} ms; SHOW ALL TABLES: {listed[0]:F1} s the first time, {listed[1]:F1} s then."
        );
    }

    private static long Run(SqlSession session, string sql)
    {
        var rows = 0L;
        foreach (var result in session.Execute(sql))
        {
            while (result.NextChunk() is { } chunk)
            {
                using (chunk)
                    rows += chunk.RowCount;
            }
        }
        return rows;
    }

    private static double PsqlMilliseconds(SourceServer source, string sql)
    {
        var start = new ProcessStartInfo(
            Rungs.FindPsql(),
            ["-X", "-q", "-d", source.Conninfo, "-c", "\\timing on", "-c", sql]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PGOPTIONS"] = Parallel;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(Timing().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static double MedianRatio(IReadOnlyList<double> ours, IReadOnlyList<double> others) =>
        Median(ours.Zip(others, (one, other) => one / other));

    private static void Line(StringBuilder report, FormattableString line)
    {
        var text = line.ToString(CultureInfo.InvariantCulture);
        Console.WriteLine(text);
        report.Append("* ").Append(text).Append('\n');
    }

    [GeneratedRegex(@"Time: ([0-9.]+) ms")]
    private static partial Regex Timing();
}
