using System.Diagnostics;
using Pintail.Cli.Demo;
using Pintail.Cli.Output;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Cli.Commands;

/// <summary>
/// pintail demo: a throw-away PostgreSQL with the shop, mirrored to ./demo.duckdb, then one question asked on both
/// sides. Reads no settings and no variables of the user, a MotherDuck token least of all. The server goes with the
/// command, however that ends; the file stays, and only a file that a demo made is ever replaced.
/// </summary>
internal sealed class DemoCommand(CommandContext context, bool verbose)
{
    private readonly TextWriter _out = context.Out;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var file = new DemoFile(Path.Combine(context.Folder, DemoFile.Name));
        file.CheckReplaceable();
        _out.WriteLine($"A throw-away PostgreSQL with a small shop → ./{DemoFile.Name}");
        if (IsDebugBuild)
            _out.WriteLine("(This is a Debug build: its figures are slower than a Release build's.)");
        var clock = Stopwatch.StartNew();
        var options = new ThrowawayPostgresOptions { Settings = ShopDatabase.ServerSettings };
        await using var server = await ThrowawayPostgres.StartAsync(options, cancellation);
        Step("started PostgreSQL", clock);
        await ShopDatabase.CreateAsync(server, cancellation);
        Step("made the shop's tables", clock);
        file.Create();
        var result = await MirrorAsync(server, file, cancellation);
        Step("mirrored them", clock);
        ShowTables(result);
        if (result.ExitCode != ExitCodes.Success)
            return result.ExitCode;
        _out.WriteLine();
        var agree = await new DemoQuestion(_out).AskAsync(server, file.Path, cancellation);
        ShowNext();
        return agree ? ExitCodes.Success : ExitCodes.ProofFailed;
    }

    private async Task<MirrorResult> MirrorAsync(
        ThrowawayPostgres server,
        DemoFile file,
        CancellationToken cancellation
    )
    {
        var spec = new MirrorSpec
        {
            Source = Conninfo.Resolve(server.Conninfo(ShopDatabase.Name), new Dictionary<string, string>()),
            Target = new TargetSpec { File = file.Path },
        };
        // What a terminal shows while it runs; the tables come as one list at the end.
        var output = new DemoOutput(context);
        var logger = new OutputLogger(output, verbose);
        var run = new MirrorRun(spec, output, context.Time, logger);
        return await output.ShowAsync(() => run.RunAsync(cancellation));
    }

    private void ShowTables(MirrorResult result)
    {
        _out.WriteLine();
        var tables = new TextTable("table", "rows", "seconds", "rows/s").AlignRight(1, 2, 3);
        foreach (var table in result.Tables.OrderByDescending(table => table.Rows))
        {
            tables.Add(
                $"{table.Schema}.{table.Table}",
                table.Status == TableStatus.Loaded ? Quantity.Count(table.Rows) : JsonText.Name(table.Status),
                Quantity.Seconds(table.Duration),
                Quantity.PerSecond(table.Rows, table.Duration)
            );
        }
        tables.Add(
            "all, side by side",
            Quantity.Count(result.Rows),
            Quantity.Seconds(result.Duration),
            Quantity.PerSecond(result.Rows, result.Duration)
        );
        tables.Write(_out);
        foreach (var table in result.Tables.Where(table => table.Error is not null))
            new ErrorReport(context.Error).Write(table.Error!);
        _out.WriteLine();
        foreach (var finding in result.Plan.Findings)
            _out.WriteLine($"{JsonText.Name(finding.Severity)}: {finding.Message}");
    }

    private void ShowNext() =>
        _out.WriteLine(
            $"""

            Next:
              duckdb {DemoFile.Name}
                  to look around, with any DuckDB from 1.5 on
              pintail plan --source postgresql://user@host/database
                  to see what your own database would become
              pintail mirror --source postgresql://user@host/database --target mine.duckdb
                  to copy it; 'pintail mirror --help' has the rest
            """
        );

    private void Step(string done, Stopwatch clock)
    {
        _out.WriteLine($"  {Quantity.Seconds(clock.Elapsed), 6} s  {done}");
        clock.Restart();
    }

    private static bool IsDebugBuild
    {
        get
        {
#if DEBUG
            return true;
#else
            return false;
#endif
        }
    }
}
