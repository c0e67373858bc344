using Pintail.Cli.Output;
using Pintail.Cli.Settings;
using Pintail.Verify;

namespace Pintail.Cli.Commands;

/// <summary>pintail verify: the settings of a mirror run in, a comparison carried out and shown, its exit code out.</summary>
internal static class VerifyCommand
{
    public static async Task<int> RunAsync(SettingValues values, CommandContext context, CancellationToken cancellation)
    {
        var (spec, warnings) = SpecReader.Read(values);
        var output = RunOutput.Create(context, values.Get(SettingTable.Json), values.Get(SettingTable.Quiet));
        var logger = new OutputLogger(output, values.Get(SettingTable.Verbose));
        output.Begin(spec.Source.Display, spec.Target.Display);
        foreach (var warning in warnings)
            output.Warn(warning);
        var run = new VerifyRun(spec, output, context.Time, logger);
        var result = await output.ShowAsync(() => run.RunAsync(cancellation));
        output.End(result);
        return result.ExitCode;
    }
}
