using System.Globalization;
using System.Text;

namespace Pintail.Benchmarks;

/// <summary>The ladder as a page.</summary>
internal sealed class Report(
    IReadOnlyList<(string What, string Value)> machine,
    IReadOnlyList<LadderResult> results,
    int runs
)
{
    public string ToMarkdown()
    {
        var page = new StringBuilder();
        Line(page, $"# Full copy on {Machine.Name}");
        Line(page, $"");
        foreach (var (what, value) in machine)
            Line(page, $"* {what}: {value}");
        Line(page, $"");
        Line(page, $"Made by `dotnet run -c Release --project benchmarks/Pintail.Benchmarks -- ladder`.");
        Line(
            page,
            $"Medians of {runs} turns through all rungs; each rung is a process of its own, the table is in Postgres'"
        );
        Line(
            page,
            $"shared buffers, Postgres runs on the same machine and shares its cores with every rung. CPU is the"
        );
        Line(page, $"rung's own, without the server's. For (d), wall, CPU and memory are what storing adds.");
        foreach (var result in results)
            Append(page, result);
        return page.ToString();
    }

    /// <summary>One measurement on one line.</summary>
    public static string Figures(Measurement run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Wall.TotalSeconds, 6:F2} s wall, {run.Cpu.TotalSeconds, 6:F2} s CPU, {Mebibytes(run.PeakMemory), 5} MiB"
        );

    private static void Append(StringBuilder page, LadderResult result)
    {
        var (table, yardstick) = (result.Table, result["a"].Wall);
        Line(page, $"");
        Line(
            page,
            $"## {table.Shape.Name}: {table.Rows:N0} rows × {table.Shape.Columns} columns, {table.Bytes / 1e6:N0} MB heap"
        );
        Line(page, $"");
        Line(page, $"| rung | wall s | CPU s | peak MiB | wall ÷ (a) |");
        Line(page, $"|---|---:|---:|---:|---:|");
        foreach (var (rung, median) in result.Rungs)
        {
            Line(
                page,
                $"| ({rung.Letter}) {rung.What} | {median.Wall.TotalSeconds:F2} | {median.Cpu.TotalSeconds:F2} | {Mebibytes(median.PeakMemory)} | {median.Wall / yardstick:F2} |"
            );
        }
        Line(page, $"");
        var rate = table.Rows / result["e"].Wall.TotalSeconds;
        Line(
            page,
            $"`pintail mirror`: {rate:N0} rows/s, {table.Bytes / 1e6 / result["e"].Wall.TotalSeconds:N0} MB/s of heap."
        );
        Line(page, $"Our share of CPU, (e) − (d): {result.OwnNanosPerValue:F1} ns per value.");
    }

    private static long Mebibytes(long bytes) => (bytes + (1 << 19)) >> 20;

    private static void Line(StringBuilder page, FormattableString line) =>
        page.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
