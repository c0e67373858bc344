using Pintail.Cli.Commands;

namespace Pintail.Cli.Results;

/// <summary>The formats by their names.</summary>
internal static class ResultFormats
{
    public static readonly (string Text, ResultFormat Value)[] Names =
    [
        ("table", ResultFormat.Table),
        ("csv", ResultFormat.Csv),
        ("json", ResultFormat.Json),
        ("markdown", ResultFormat.Markdown),
        ("line", ResultFormat.Line),
    ];

    /// <summary>A writer for one result.</summary>
    public static ResultWriter Create(ResultFormat format, CommandContext context) =>
        format switch
        {
            ResultFormat.Csv => new CsvWriter(context.Out),
            ResultFormat.Json => new JsonWriter(context.Out),
            ResultFormat.Markdown => new MarkdownWriter(context.Out),
            ResultFormat.Line => new LineWriter(context.Out),
            _ => context.OutIsTerminal
                ? new TerminalTableWriter(context.Out, context.CurrentWidth())
                : new TableWriter(context.Out),
        };
}
