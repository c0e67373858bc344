using System.Text;

namespace Pintail.Cli.Results;

/// <summary>A table of Markdown; bars are escaped, line feeds are breaks.</summary>
internal sealed class MarkdownWriter(TextWriter writer) : ResultWriter(writer)
{
    protected override void WriteHead(StringBuilder text)
    {
        WriteRow(text, [.. Columns.Select(column => column.Name)]);
        foreach (var column in Columns)
            text.Append(column.IsNumber ? "|---:" : "|---");
        text.Append("|\n");
    }

    protected override void WriteRow(StringBuilder text, string?[] row)
    {
        foreach (var value in row)
            text.Append("| ").Append(Cell(value)).Append(' ');
        text.Append("|\n");
    }

    private static string Cell(string? value) =>
        string.Join("<br>", value is null ? [Line(null)] : value.ReplaceLineEndings("\n").Split('\n').Select(Line));

    private static string Line(string? value) =>
        CellText
            .Of(value)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal);
}
