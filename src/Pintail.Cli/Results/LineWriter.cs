using System.Text;

namespace Pintail.Cli.Results;

/// <summary>"name = value", a line per value, and an empty line between rows.</summary>
internal sealed class LineWriter(TextWriter writer) : ResultWriter(writer)
{
    private string[] _names = [];
    private bool _isFirst = true;

    protected override void WriteHead(StringBuilder text)
    {
        var names = Columns.Select(column => CellText.Of(column.Name)).ToList();
        var width = names.Select(CellText.Width).Max();
        _names = [.. names.Select(name => CellText.Pad(name, width, right: true))];
    }

    protected override void WriteRow(StringBuilder text, string?[] row)
    {
        if (!_isFirst)
            text.Append('\n');
        _isFirst = false;
        for (var i = 0; i < row.Length; i++)
            text.Append(_names[i]).Append(" = ").Append(CellText.Of(row[i])).Append('\n');
    }
}
