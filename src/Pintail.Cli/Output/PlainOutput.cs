using Pintail.Cli.Commands;
using Pintail.Mirror;

namespace Pintail.Cli.Output;

/// <summary>Where there is no terminal: one line per table when it is done, and a summary, as the Flight logs them.</summary>
internal class PlainOutput(CommandContext context) : RunOutput(context)
{
    public override void Begin(string source, string target) => WriteLine($"{source} → {target}");

    protected override void ShowPlan(MirrorPlan plan, IReadOnlyList<Finding> findings)
    {
        base.ShowPlan(plan, findings);
        ShowWarnings(findings);
        WriteLine(
            $"PostgreSQL {plan.ServerVersion}: {Quantity.Of(plan.Tables.Count, "table")}, about "
                + $"{Quantity.Count(plan.ExpectedRows)} rows, {Quantity.Bytes(plan.ExpectedBytes)}, "
                + Quantity.Of(plan.Jobs, "connection")
        );
    }

    protected override void ShowTable(TableResult table)
    {
        var name = $"{table.Schema}.{table.Table}";
        if (table.Status == TableStatus.Loaded)
        {
            var attempts = table.Attempts > 1 ? $", {table.Attempts} attempts" : "";
            WriteLine(
                $"{name}: {Quantity.Of(table.Rows, "row")} in {Quantity.Seconds(table.Duration)} s"
                    + $" ({Quantity.PerSecond(table.Rows, table.Duration)} rows/s{attempts})"
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

    protected override void Summarize(MirrorResult result) =>
        WriteLine(
            $"{result.Succeeded} succeeded, {result.Failed} failed, {Quantity.Of(result.Rows, "row")} in "
                + $"{Quantity.Seconds(result.Duration)} s, run {result.RunId}"
        );
}
