using System.Globalization;
using System.Text.RegularExpressions;
using Pintail.Cli.Output;

namespace Pintail.Cli.Settings;

/// <summary>How a message shows a text of the user's: on one line, and of a long one only the beginning.</summary>
internal static partial class Shown
{
    /// <summary>A little more than the longest schema.table.</summary>
    private const int MaxChars = 150;

    public static string Of(string text) =>
        IsConnectionString(text) ? "a connection string (not shown)"
        : text.Length <= MaxChars ? $"'{Printable.Line(text)}'"
        : $"'{Printable.Line(text[..MaxChars])}…' ({Number(text.Length)} characters)";

    /// <summary>Of PostgreSQL; it stands in the wrong place then, and may hold a password.</summary>
    public static bool IsConnectionString(string text) => ConninfoPattern().IsMatch(text);

    /// <summary>Of a message that others made.</summary>
    public static string Beginning(string message) =>
        Printable.Line(message.Length <= MaxChars ? message : message[..MaxChars] + "…");

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bpostgres(ql)?:|(^|\s)(host|hostaddr|dbname|password)\s*=|^\s*(user|port)\s*=")]
    private static partial Regex ConninfoPattern();
}
