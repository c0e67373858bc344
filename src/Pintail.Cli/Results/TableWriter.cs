using System.Text;

namespace Pintail.Cli.Results;

/// <summary>A framed table of all rows. The first thousands decide the widths; a later cell that is wider sticks out.</summary>
internal sealed class TableWriter(TextWriter writer) : ResultWriter(writer)
{
    /// <summary>Held back until the widths are decided.</summary>
    public const int RowsMeasured = 4096;

    private readonly List<string[]> _held = [];
    private TableFrame? _frame;

    protected override void WriteRow(StringBuilder text, string?[] row)
    {
        string[] cells = [.. row.Select(CellText.Of)];
        if (_frame is { } frame)
        {
            frame.WriteRow(text, cells);
            return;
        }
        _held.Add(cells);
        if (_held.Count == RowsMeasured)
            Release(text);
    }

    protected override void WriteFoot(StringBuilder text) => (_frame ?? Release(text)).WriteFoot(text);

    private TableFrame Release(StringBuilder text)
    {
        _frame = new TableFrame(Columns, TableFrame.Widths(Columns, _held));
        _frame.WriteHead(text);
        foreach (var row in _held)
            _frame.WriteRow(text, row);
        _held.Clear();
        return _frame;
    }
}
