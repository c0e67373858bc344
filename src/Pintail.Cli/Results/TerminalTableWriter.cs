using System.Text;
using Pintail.Cli.Output;

namespace Pintail.Cli.Results;

/// <summary>
/// A framed table that fits a terminal: of many rows the first and the last, of long cells the beginning, and below it how
/// many rows there are. Holds only what it shows.
/// </summary>
/// <param name="width">Of the terminal.</param>
internal sealed class TerminalTableWriter(TextWriter writer, int width) : ResultWriter(writer)
{
    /// <summary>Of the first rows and of the last ones, as many each.</summary>
    public const int HalfShown = 20;

    // Narrower than this a column says nothing any more.
    private const int LeastWidth = 6;

    private readonly List<string?[]> _first = [];
    private readonly Queue<string?[]> _last = [];
    private long _count;

    public override int? EdgeRows => HalfShown;

    public override void Skip(long rows) => _count += rows;

    protected override void WriteRow(StringBuilder text, string?[] row)
    {
        _count++;
        if (_first.Count < HalfShown)
        {
            _first.Add(row);
            return;
        }
        _last.Enqueue(row);
        if (_last.Count > HalfShown)
            _last.Dequeue();
    }

    protected override void WriteFoot(StringBuilder text)
    {
        var first = _first.Select(Cells).ToList();
        var last = _last.Select(Cells).ToList();
        var widths = TableFrame.Widths(Columns, first.Concat(last));
        Narrow(widths);
        var columns = Columns
            .Select((column, i) => column with { Name = CellText.Cut(CellText.Of(column.Name), widths[i]) })
            .ToList();
        var frame = new TableFrame(columns, widths);
        frame.WriteHead(text);
        Write(frame, text, first, widths);
        var shown = first.Count + last.Count;
        if (_count > shown)
            frame.WriteRow(text, [.. Columns.Select(_ => "·")]);
        Write(frame, text, last, widths);
        frame.WriteFoot(text);
        text.Append(Quantity.Of(_count, "row"));
        text.Append(_count > shown ? $" ({shown} shown)\n" : "\n");
    }

    private static string[] Cells(string?[] row) => [.. row.Select(CellText.Of)];

    private static void Write(TableFrame frame, StringBuilder text, List<string[]> rows, int[] widths)
    {
        foreach (var row in rows)
            frame.WriteRow(text, [.. row.Select((cell, i) => CellText.Cut(cell, widths[i]))]);
    }

    // The widest column gives way first. A frame takes three places per column and one.
    private void Narrow(int[] widths)
    {
        while (widths.Sum() + 3 * widths.Length + 1 > width && widths.Max() > LeastWidth)
        {
            var widest = Array.IndexOf(widths, widths.Max());
            widths[widest]--;
        }
    }
}
