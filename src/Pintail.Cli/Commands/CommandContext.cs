using Pintail.Cli.Shell;

namespace Pintail.Cli.Commands;

/// <summary>
/// What a command may know of the process it runs in. Only Program makes one from the real console and environment;
/// tests make their own.
/// </summary>
internal sealed record CommandContext
{
    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The current folder: relative paths start here.</summary>
    public required string Folder { get; init; }
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }

    /// <summary>What the process lacks for a run; null: nothing.</summary>
    public Func<PintailException?> Shortage { get; init; } = () => null;

    /// <summary>Columns of the terminal; of no meaning where there is none.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Standard input.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Keys and screen of the terminal at both standard input and output; null where there is none.</summary>
    public TerminalInput? Terminal { get; init; }

    /// <summary>Who gets Ctrl-C, when it is not to end the program.</summary>
    public InterruptTaker Interrupts { get; init; } = new();

    /// <summary>Columns now: a window can be resized while a session runs.</summary>
    public int CurrentWidth() => Terminal?.Width() ?? Width;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>True where colour may be used on <see cref="Out"/> (https://no-color.org).</summary>
    public bool HasColour => OutIsTerminal && Environment.GetValueOrDefault("NO_COLOR", "").Length == 0;
}
