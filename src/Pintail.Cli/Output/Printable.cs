namespace Pintail.Cli.Output;

/// <summary>
/// Names and messages come from databases, where a name may hold line feeds and escape sequences: on a terminal they
/// would break the layout, or worse, command it.
/// </summary>
internal static class Printable
{
    /// <summary>As <see cref="Line"/>, but line feeds stay: messages of servers and of DuckDB may have several lines.</summary>
    public static string Text(string text) => string.Join('\n', text.Split('\n').Select(Line));

    /// <summary>The text on one line, with every control character shown as U+FFFD.</summary>
    public static string Line(string text) =>
        text.Any(IsControl) ? new([.. text.Select(c => IsControl(c) ? '\uFFFD' : c)]) : text;

    /// <summary>
    /// Control characters, the bidirectional formatting characters (UAX #9), by which one name could be made to look like
    /// another, and the line and paragraph separators.
    /// </summary>
    public static bool IsControl(char c) =>
        char.IsControl(c)
        || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
