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
        text.Any(char.IsControl) ? new([.. text.Select(c => char.IsControl(c) ? '\uFFFD' : c)]) : text;
}
