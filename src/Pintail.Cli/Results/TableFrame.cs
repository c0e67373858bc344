using System.Text;

namespace Pintail.Cli.Results;

/// <summary>The lines of a framed table whose widths are known.</summary>
internal sealed class TableFrame(IReadOnlyList<ResultColumn> columns, int[] widths)
{
    /// <summary>As wide as the widest cell of these rows and the names need.</summary>
    public static int[] Widths(IReadOnlyList<ResultColumn> columns, IEnumerable<string[]> rows)
    {
        var widths = columns.Select(column => CellText.Width(CellText.Of(column.Name))).ToArray();
        foreach (var row in rows)
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], CellText.Width(row[i]));
        }
        return widths;
    }

    public void WriteHead(StringBuilder text)
    {
        WriteRule(text, '┌', '┬', '┐');
        WriteRow(text, [.. columns.Select(column => CellText.Of(column.Name))]);
        WriteRule(text, '├', '┼', '┤');
    }

    public void WriteFoot(StringBuilder text) => WriteRule(text, '└', '┴', '┘');

    public void WriteRow(StringBuilder text, string[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
            text.Append("│ ").Append(CellText.Pad(cells[i], widths[i], columns[i].IsNumber)).Append(' ');
        text.Append("│\n");
    }

    private void WriteRule(StringBuilder text, char left, char middle, char right)
    {
        for (var i = 0; i < widths.Length; i++)
            text.Append(i == 0 ? left : middle).Append('─', widths[i] + 2);
        text.Append(right).Append('\n');
    }
}
