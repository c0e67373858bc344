using Pintail.Cli.Commands;

namespace Pintail.Cli.Output;

/// <summary>--quiet: errors only.</summary>
internal sealed class QuietOutput(CommandContext context) : RunOutput(context)
{
    public override void Warn(string message) { }

    public override void Log(string line) { }

    public override void Waiting(string what, int attempt, int attempts, PintailException error, TimeSpan wait) { }
}
