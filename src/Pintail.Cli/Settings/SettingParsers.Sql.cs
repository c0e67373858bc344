using System.Text.RegularExpressions;

namespace Pintail.Cli.Settings;

// The settings of pintail sql.
internal static partial class SettingParsers
{
    /// <summary>The conninfo of each name.</summary>
    public static IReadOnlyDictionary<string, string> Attachments(IReadOnlyList<string> texts)
    {
        var attachments = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in texts)
        {
            var match = AttachmentPattern().Match(text);
            if (!match.Success)
                throw new SettingFormatException(
                    text,
                    "name=conninfo",
                    "For one: --attach pg=postgresql://user@host/db"
                );
            if (!attachments.TryAdd(match.Groups[1].Value, match.Groups[2].Value))
                throw new SettingFormatException(text, "a name of its own", "Give each database another name.");
        }
        return attachments;
    }

    /// <summary>A path; who gives a connection string instead would get a new file of that name, password and all.</summary>
    public static string? SessionFile(IReadOnlyList<string> texts) =>
        Shown.IsConnectionString(texts[^1])
            ? throw new SettingFormatException(
                texts[^1],
                "a DuckDB file but a connection string",
                "Attach a PostgreSQL database with --attach name=conninfo."
            )
            : Filled("a DuckDB file")(texts);

    [GeneratedRegex(@"^\s*([\p{L}_][\p{L}\p{N}_]*)=(.*)$", RegexOptions.Singleline)]
    private static partial Regex AttachmentPattern();
}
