using Pintail.Cli.Output;
using Pintail.Cli.Settings;
using Pintail.Target;

namespace Pintail.Cli.Commands;

/// <summary>pintail history: what the runs into a target have recorded there. No source is needed, and nothing is written.</summary>
internal static class HistoryCommand
{
    public static async Task<int> RunAsync(SettingValues values, CommandContext context, CancellationToken cancellation)
    {
        var history = new RunHistory(SpecReader.ReadTarget(values), context.Time);
        var limit = values.Get(SettingTable.HistoryLimit);
        var json = values.Get(SettingTable.Json);
        // A file has lines of any length.
        var page = new HistoryPage(context.Out, context.OutIsTerminal ? context.CurrentWidth() : int.MaxValue);
        if (values.Get(SettingTable.HistoryTable) is { } table)
        {
            var runs = await history.TableRunsAsync(table, limit, cancellation);
            if (json)
                WriteLines(context, runs.Select(run => JsonText.Of(JsonPastTableRun.From(run))));
            else
                page.Write(runs);
        }
        else
        {
            var runs = await history.RunsAsync(limit, cancellation);
            if (json)
                WriteLines(context, runs.Select(run => JsonText.Of(JsonPastRun.From(run))));
            else
                page.Write(runs);
        }
        return ExitCodes.Success;
    }

    private static void WriteLines(CommandContext context, IEnumerable<string> lines)
    {
        foreach (var line in lines)
            context.Out.WriteLine(line);
    }
}
