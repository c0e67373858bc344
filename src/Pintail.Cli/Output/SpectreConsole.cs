using System.Text;
using Pintail.Cli.Commands;
using Spectre.Console;

namespace Pintail.Cli.Output;

/// <summary>A Spectre console on a command's own output. What it would guess from the process, the context says.</summary>
internal sealed class SpectreConsole(CommandContext context) : IAnsiConsoleOutput
{
    public TextWriter Writer => context.Out;
    public bool IsTerminal => context.OutIsTerminal;
    public int Width => context.Width;
    public int Height => 24;

    public static IAnsiConsole Create(CommandContext context) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = context.OutIsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = context.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = context.OutIsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
                Out = new SpectreConsole(context),
            }
        );

    public void SetEncoding(Encoding encoding) { }
}
