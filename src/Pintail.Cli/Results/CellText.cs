using System.Text;
using Pintail.Cli.Output;
using Spectre.Console.Rendering;

namespace Pintail.Cli.Results;

/// <summary>A value within a layout for people: on one line, its control characters shown, NULL as the word.</summary>
internal static class CellText
{
    public static string Of(string? value)
    {
        if (value is null)
            return "NULL";
        return value.Any(Printable.IsControl) ? Shown(value) : value;
    }

    /// <summary>Places of a terminal that the text takes: letters may take two or none.</summary>
    public static int Width(string cell) => IsPlain(cell) ? cell.Length : new Segment(cell).CellCount();

    /// <summary>The text in so many places, blanks at its left or right; one that is wider stays as it is.</summary>
    public static string Pad(string cell, int width, bool right)
    {
        var blanks = new string(' ', Math.Max(0, width - Width(cell)));
        return right ? blanks + cell : cell + blanks;
    }

    /// <summary>At most so many places, the last for the sign that something is missing.</summary>
    public static string Cut(string cell, int width)
    {
        if (Width(cell) <= width)
            return cell;
        var kept = new StringBuilder();
        var taken = 0;
        foreach (var rune in cell.EnumerateRunes())
        {
            taken += Width(rune.ToString());
            if (taken > width - 1)
                break;
            kept.Append(rune);
        }
        return kept.Append('…').ToString();
    }

    private static bool IsPlain(string text) => text.All(c => c is >= ' ' and < '\u0300');

    private static string Shown(string value)
    {
        var shown = new StringBuilder();
        foreach (var c in value)
        {
            _ = c switch
            {
                '\n' => shown.Append("\\n"),
                '\r' => shown.Append("\\r"),
                '\t' => shown.Append("\\t"),
                _ => shown.Append(Printable.IsControl(c) ? '\uFFFD' : c),
            };
        }
        return shown.ToString();
    }
}
