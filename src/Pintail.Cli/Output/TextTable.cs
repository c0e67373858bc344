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
    private int _fit = int.MaxValue;
    private string[] _dispensable = [];

    public int Count => _rows.Count - 1;

    /// <summary>Numbers of columns (from 0) whose cells stand at the right.</summary>
    public TextTable AlignRight(params int[] columns)
    {
        _right.UnionWith(columns);
        return this;
    }

    /// <summary>
    /// Where the table is wider than so many cells, columns are left out until it is not: a terminal breaks longer lines,
    /// and nobody can read them then.
    /// </summary>
    /// <param name="dispensable">Headings of the columns that may be left out, the first of them first.</param>
    public TextTable Fit(int width, params string[] dispensable)
    {
        (_fit, _dispensable) = (width, dispensable);
        return this;
    }

    // A name may hold a line feed or an escape; neither may reach the terminal.
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Printable.Line)]);

    /// <returns>The headings of the columns that were left out.</returns>
    public IReadOnlyList<string> Write(TextWriter writer)
    {
        var widths = headings.Select((_, column) => _rows.Max(row => Width(row[column]))).ToArray();
        var columns = Enumerable.Range(0, headings.Length).ToList();
        foreach (var heading in _dispensable)
        {
            if (columns.Sum(kept => widths[kept]) + Gap.Length * (columns.Count - 1) > _fit)
                columns.Remove(Array.IndexOf(headings, heading));
        }
        foreach (var row in _rows)
        {
            var cells = columns.Select(column => Pad(row[column], widths[column], _right.Contains(column)));
            writer.WriteLine(string.Join(Gap, cells).TrimEnd());
            if (row == _rows[0])
                writer.WriteLine(string.Join(Gap, columns.Select(column => new string('─', widths[column]))));
        }
        return [.. headings.Where((_, column) => !columns.Contains(column))];
    }

    private static string Pad(string cell, int width, bool right)
    {
        var blanks = new string(' ', width - Width(cell));
        return right ? blanks + cell : cell + blanks;
    }

    private static int Width(string cell) => new Segment(cell).CellCount();
}
