using Pintail.Cli.Output;
using Pintail.Cli.Settings;
using Pintail.Mirror;

namespace Pintail.Cli.Commands;

/// <summary>pintail plan: what mirror would do, and the exit code it would come to as far as a plan can tell.</summary>
internal static class PlanCommand
{
    public static async Task<int> RunAsync(SettingValues values, CommandContext context, CancellationToken cancellation)
    {
        var (spec, warnings) = SpecReader.Read(values);
        var quiet = values.Get(SettingTable.Quiet);
        RunOutput output = quiet ? new QuietOutput(context) : new PlainOutput(context);
        var verbose = values.Get(SettingTable.Verbose);
        foreach (var warning in warnings)
            output.Warn(warning);
        var run = new MirrorRun(spec, output, context.Time, new OutputLogger(output, verbose));
        var plan = await run.PlanAsync(cancellation);
        if (values.Get(SettingTable.Json))
            context.Out.WriteLine(JsonText.Of(JsonPlan.From(plan)));
        else if (!quiet)
            new PlanPage(context.Out, verbose, context.HasColour).Write(plan);
        return ExitCode(plan, spec, context);
    }

    private static int ExitCode(MirrorPlan plan, MirrorSpec spec, CommandContext context)
    {
        if (plan.Tables.Count == 0 && plan.Refused.Count == 0 && !spec.AllowEmpty)
        {
            context.Error.WriteLine("error: Nothing is selected: a mirror would end with exit code 2.");
            context.Error.WriteLine(
                "hint: Look at the filters (names are exact and case-sensitive), or allow it with --allow-empty."
            );
            return ExitCodes.Usage;
        }
        if (spec.Strict && StrictRule.Check(plan) is { } strict)
            return new ErrorReport(context.Error).Write(strict, verbose: false);
        return plan.Findings.Any(finding => finding.Severity == FindingSeverity.Error)
            ? ExitCodes.SomeTableFailed
            : ExitCodes.Success;
    }
}
