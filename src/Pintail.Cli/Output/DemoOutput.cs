using Pintail.Cli.Commands;
using Pintail.Mirror;

namespace Pintail.Cli.Output;

/// <summary>The demo's: the bars of a terminal while it runs, and nothing else; the demo lists the tables itself.</summary>
internal sealed class DemoOutput(CommandContext context) : RunOutput(context)
{
    private readonly TerminalOutput? _bars = context.OutIsTerminal ? new TerminalOutput(context, barsOnly: true) : null;

    public override Task<T> ShowAsync<T>(Func<Task<T>> run) => _bars?.ShowAsync(run) ?? run();

    public override void TableStarted(TableProgress progress) => _bars?.TableStarted(progress);

    public override void Publishing(int tables) => _bars?.Publishing(tables);

    protected override void ShowPlan(MirrorPlan plan, IReadOnlyList<Finding> findings)
    {
        base.ShowPlan(plan, findings);
        _bars?.Planned(plan);
    }

    protected override void ShowTable(TableResult table) => _bars?.TableFinished(table);
}
