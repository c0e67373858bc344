using System.Globalization;
using System.Text;

namespace Pintail.Session;

/// <summary>
/// What a connection string's options ask of the server, where a scan would set it anew. A role's or a database's settings
/// are not looked at: nobody asked for these here.
/// </summary>
internal static class StartupOptions
{
    private const string StatementTimeoutName = "statement_timeout";

    // The units of guc.c that a time in milliseconds takes; the longest first, as "ms" and "min" both begin with m.
    private static readonly (string Name, double Millis)[] Units =
    [
        ("min", 60_000),
        ("ms", 1),
        ("us", 0.001),
        ("s", 1000),
        ("h", 3_600_000),
        ("d", 86_400_000),
        ("", 1),
    ];

    /// <returns>Null when the options set none, or none that can be read: then the server has said so by now.</returns>
    public static TimeSpan? StatementTimeout(string? options)
    {
        TimeSpan? timeout = null;
        var words = Split(options ?? "");
        for (var i = 0; i < words.Count; i++)
        {
            var assignment =
                words[i] == "-c" && i + 1 < words.Count ? words[++i]
                : words[i].StartsWith("-c", StringComparison.Ordinal) ? words[i][2..]
                : words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][2..]
                : "";
            // The last one counts, and a dash in the name is an underscore (ParseLongOption in guc.c).
            if (assignment.Split('=', 2) is [var name, var value] && IsStatementTimeout(name))
                timeout = Time(value) ?? timeout;
        }
        return timeout;
    }

    private static bool IsStatementTimeout(string name) =>
        name.Replace('-', '_').Equals(StatementTimeoutName, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan? Time(string value)
    {
        var text = value.Trim();
        var (name, millis) = Units.First(unit => text.EndsWith(unit.Name, StringComparison.Ordinal));
        var isNumber = double.TryParse(
            text.AsSpan(0, text.Length - name.Length).TrimEnd(),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        );
        if (!isNumber || number * millis > int.MaxValue)
            return null;
        return number == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(number * millis);
    }

    // As pg_split_opts in postinit.c: at white space, a backslash takes the next character as it is.
    private static List<string> Split(string options)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < options.Length; i++)
        {
            if (char.IsWhiteSpace(options[i]))
            {
                if (word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
                continue;
            }
            if (options[i] == '\\' && i + 1 < options.Length)
                i++;
            word.Append(options[i]);
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
