using Pintail.Cli.Commands;
using Pintail.Mirror;
using Pintail.Target;
using Pintail.Verify;

namespace Pintail.Cli.Output;

/// <summary>Where there is no terminal: one line per table when it is done, and a summary, as the Flight logs them.</summary>
internal class PlainOutput(CommandContext context) : RunOutput(context)
{
    private string? _headline;

    public override void Begin(string source, string target) => WriteLine($"{source} → {target}");

    protected override void ShowPlan(MirrorPlan plan, IReadOnlyList<Finding> findings)
    {
        base.ShowPlan(plan, findings);
        ShowWarnings(findings);
        var line = PlanPage.Headline(plan);
        if (line != _headline)
            WriteLine(line);
        _headline = line;
    }

    protected override void ShowTable(TableResult table)
    {
        var name = $"{table.Schema}.{table.Table}";
        if (Changed(table) is { } changed)
        {
            WriteLine($"{name}: {changed}");
            return;
        }
        if (table.Status == TableStatus.Loaded)
        {
            var attempts = table.Attempts > 1 ? $", {table.Attempts} attempts" : "";
            var reason = table.IsUnexpectedlyFull ? $", in full: {table.Reason?.ReplaceLineEndings(" ")}" : "";
            WriteLine(
                $"{name}: {Quantity.Of(table.Rows, "row")} in {Quantity.Seconds(table.Duration)} s"
                    + $" ({Quantity.PerSecond(table.Rows, table.Duration)} rows/s{attempts}){reason}"
            );
            return;
        }
        WriteLine(
            table.Status == TableStatus.Refused
                ? $"{name}: cannot be copied"
                : $"{name}: failed after {Quantity.Of(table.Attempts, "attempt")}"
        );
        ShowFailure(table);
    }

    // Null for a table that was read in full, or not at all.
    private static string? Changed(TableResult table)
    {
        var rows = $"{Quantity.Of(table.Rows, "row")}";
        var seconds = $"in {Quantity.Seconds(table.Duration)} s";
        return table.Change switch
        {
            { Kind: ChangeKind.Unchanged } => "unchanged",
            { Kind: ChangeKind.Appended } => $"{rows} appended {seconds}",
            { Kind: ChangeKind.Merged } change =>
                $"{rows} merged ({Quantity.Count(change.Inserted ?? 0)} inserted, {Quantity.Count(change.Updated ?? 0)} updated, "
                    + $"{Quantity.Count(change.Deleted ?? 0)} deleted) {seconds}",
            _ => null,
        };
    }

    protected override void ShowTable(TableVerification table)
    {
        foreach (var line in VerifyPage.Lines(table))
            WriteLine(line);
        foreach (var remark in table.Remarks)
            Warn(remark.Contains(table.Name, StringComparison.Ordinal) ? remark : $"{table.Name}: {remark}");
        base.ShowTable(table);
    }

    protected override void Summarize(VerifyResult result) => WriteLine(VerifyPage.Summary(result));

    protected override void Summarize(MirrorResult result)
    {
        WriteLine(
            $"The source sent {Quantity.Bytes(result.Bytes)} over {Quantity.Of(result.SourceConnections, "connection")} and held the "
                + $"snapshot for {Quantity.Seconds(result.SnapshotAge)} s."
        );
        WriteLine(
            $"{result.Succeeded} succeeded, {result.Failed} failed, {Quantity.Of(result.Rows, "row")}"
                + $"{(result.Prove == ProofLevel.Content && result.Succeeded > 0 ? ", content proved," : "")} in "
                + $"{Quantity.Seconds(result.Duration)} s, run {result.RunId}"
        );
    }
}
