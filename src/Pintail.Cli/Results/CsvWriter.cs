using System.Buffers;
using System.Text;

namespace Pintail.Cli.Results;

/// <summary>RFC 4180: a header, commas, CR LF. NULL is nothing at all, an empty text is "".</summary>
internal sealed class CsvWriter(TextWriter writer) : ResultWriter(writer)
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    protected override void WriteHead(StringBuilder text) => Append(text, [.. Columns.Select(column => column.Name)]);

    protected override void WriteRow(StringBuilder text, string?[] row) => Append(text, row);

    private static void Append(StringBuilder text, string?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            if (cells[i] is not { } cell)
                continue;
            if (cell.Length == 0 || cell.AsSpan().ContainsAny(Special))
                text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else
                text.Append(cell);
        }
        text.Append("\r\n");
    }
}
