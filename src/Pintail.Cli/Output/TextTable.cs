using Spectre.Console.Rendering;

namespace Pintail.Cli.Output;

/// <summary>
/// Aligned columns as plain text, the same on a terminal and in a file. Names may hold letters that take two places or
/// none, so widths are those of a terminal's cells.
/// </summary>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [headings];
    private readonly HashSet<int> _right = [];

    public int Count => _rows.Count - 1;

    /// <summary>Numbers of columns (from 0) whose cells stand at the right.</summary>
    public TextTable AlignRight(params int[] columns)
    {
        _right.UnionWith(columns);
        return this;
    }

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Printable.Line)]);

    public void Write(TextWriter writer)
    {
        var widths = headings.Select((_, column) => _rows.Max(row => Width(row[column]))).ToArray();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => Pad(cell, widths[column], _right.Contains(column)));
            writer.WriteLine(string.Join(Gap, cells).TrimEnd());
            if (row == _rows[0])
                writer.WriteLine(string.Join(Gap, widths.Select(width => new string('─', width))));
        }
    }

    private static string Pad(string cell, int width, bool right)
    {
        var blanks = new string(' ', width - Width(cell));
        return right ? blanks + cell : cell + blanks;
    }

    // A name may hold a line feed or an escape; neither may reach the terminal.

    private static int Width(string cell) => new Segment(cell).CellCount();
}
