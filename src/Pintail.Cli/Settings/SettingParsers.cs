using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pintail.Cli.Settings;

/// <summary>From a setting's texts to its value. Each says in its exception what it would have liked to read.</summary>
internal static partial class SettingParsers
{
    private const string Durations = "500ms, 30s, 5m or 1h (at most 24h)";

    public static string? Text(IReadOnlyList<string> texts) => texts[^1];

    public static bool Switch(IReadOnlyList<string> texts) =>
        texts[^1].Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => true,
            "false" or "no" or "off" or "0" => false,
            _ => throw new SettingFormatException(texts[^1], "true or false"),
        };

    /// <summary>A text with something in it.</summary>
    /// <param name="expectation">Completes "… is not".</param>
    public static Func<IReadOnlyList<string>, string?> Filled(string expectation) =>
        texts =>
            string.IsNullOrWhiteSpace(texts[^1])
                ? throw new SettingFormatException(texts[^1], expectation, "Say it, or leave the option out.")
                : texts[^1];

    /// <summary>Names of schemas (1 part), tables (2) or columns (3), each once.</summary>
    public static Func<IReadOnlyList<string>, IReadOnlyList<string>> Names(string expectation, params int[] parts) =>
        texts =>
        {
            foreach (var text in texts)
                CheckName(text, expectation, parts);
            return [.. texts.Distinct(StringComparer.Ordinal)];
        };

    /// <exception cref="SettingFormatException">It has not so many parts, or one of them is too long for PostgreSQL.</exception>
    public static void CheckName(string text, string expectation, IReadOnlyList<int> parts)
    {
        if (!Shown.IsConnectionString(text) && parts.Any(count => NameLimits.Fits(text, count)))
            return;
        var isLong = Encoding.UTF8.GetByteCount(text) > NameLimits.MaxBytes;
        throw new SettingFormatException(
            text,
            isLong ? $"{expectation} with names of at most {NameLimits.MaxBytes} bytes" : expectation,
            isLong ? "PostgreSQL cuts longer names when they are made: write the name as the database has it." : null
        );
    }

    /// <summary>Of a table, column or schema in the target.</summary>
    public static string NewName(string text) =>
        text.Length <= NameLimits.MaxNewNameChars
            ? text
            : throw new SettingFormatException(text, $"a name of at most {NameLimits.MaxNewNameChars} characters");

    /// <summary>A file, or md: and a MotherDuck database's name.</summary>
    public static string? Target(IReadOnlyList<string> texts)
    {
        var target = texts[^1];
        if (string.IsNullOrWhiteSpace(target) || target == ":memory:")
        {
            throw new SettingFormatException(
                target,
                "a file: what a run writes to memory is gone when it ends",
                "Give --target a path such as ./copy.duckdb, or md:name for MotherDuck."
            );
        }
        if (Shown.IsConnectionString(target))
            throw new SettingFormatException(
                target,
                "a file or a MotherDuck database",
                "The source goes after --source."
            );
        // What follows a '?' would be settings of the connection, the token among them.
        if (target.StartsWith(TargetChoice.MotherDuckPrefix, StringComparison.Ordinal))
        {
            var name = target[TargetChoice.MotherDuckPrefix.Length..];
            if (string.IsNullOrWhiteSpace(name) || name.Contains('?', StringComparison.Ordinal))
            {
                throw new SettingFormatException(
                    TargetChoice.MotherDuckPrefix,
                    "md: and a database's name, and nothing else",
                    "Write md:name; the token comes from MOTHERDUCK_TOKEN."
                );
            }
        }
        return target;
    }

    public static Func<IReadOnlyList<string>, int> Integer(int least, int most) =>
        texts =>
            int.TryParse(texts[^1].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= most
                ? value
                : throw new SettingFormatException(texts[^1], $"a whole number from {least} to {most}");

    /// <summary>A number of seconds, with or without a fraction.</summary>
    public static Func<IReadOnlyList<string>, TimeSpan> Seconds(double least, double most) =>
        texts =>
            TryNumber(texts[^1].Trim(), out var seconds) && seconds >= least && seconds <= most
                ? TimeSpan.FromSeconds(seconds)
                : throw new SettingFormatException(texts[^1], Invariant($"a number of seconds from {least} to {most}"));

    /// <summary>A number with ms, s, m or h; a bare number is seconds. At most a day.</summary>
    public static TimeSpan Duration(IReadOnlyList<string> texts) =>
        TryDuration(texts[^1]) ?? throw new SettingFormatException(texts[^1], $"a duration such as {Durations}");

    /// <summary>A duration above zero, or none.</summary>
    public static TimeSpan Limit(IReadOnlyList<string> texts) =>
        texts[^1].Trim() == "none" ? Timeout.InfiniteTimeSpan
        : TryDuration(texts[^1]) is { } duration && duration > TimeSpan.Zero ? duration
        : throw new SettingFormatException(texts[^1], $"none, or a duration such as {Durations}");

    private static TimeSpan? TryDuration(string text)
    {
        var match = DurationPattern().Match(text.Trim());
        if (match.Success && TryNumber(match.Groups[1].Value, out var number))
        {
            var millis = match.Groups[2].Value switch
            {
                "ms" => 1,
                "m" => 60_000,
                "h" => 3_600_000,
                _ => 1_000,
            };
            if (number * millis <= TimeSpan.MillisecondsPerDay)
                return TimeSpan.FromMilliseconds(number * millis);
        }
        return null;
    }

    public static Func<IReadOnlyList<string>, T> Choice<T>(params (string Text, T Value)[] choices) =>
        texts =>
        {
            foreach (var (text, value) in choices)
            {
                if (text == texts[^1].Trim())
                    return value;
            }
            var known = choices.Select(choice => choice.Text).ToList();
            throw new SettingFormatException(texts[^1], string.Join(" or ", known), SpellingHint.For(texts[^1], known));
        };

    /// <summary>What DuckDB's memory_limit takes.</summary>
    public static string? Size(IReadOnlyList<string> texts)
    {
        var match = SizePattern().Match(texts[^1].Trim());
        if (match.Success && TryNumber(match.Groups[1].Value, out var number) && number > 0)
        {
            var power = "kmgt".IndexOf(match.Groups[2].Value.ToLowerInvariant(), StringComparison.Ordinal) + 1;
            // DuckDB multiplies without a look at the result.
            if (match.Groups[2].Length == 0 || number * Math.Pow(1024, power) <= MaxSizeBytes)
                return texts[^1].Trim();
        }
        throw new SettingFormatException(texts[^1], "a size such as 512MB, 4GB or 4GiB (more than 0, at most 1024TiB)");
    }

    /// <summary>What DuckDB's STORAGE_VERSION takes.</summary>
    public static string StorageVersion(IReadOnlyList<string> texts) =>
        StorageVersionPattern().IsMatch(texts[^1].Trim())
            ? texts[^1].Trim()
            : throw new SettingFormatException(texts[^1], "a version of DuckDB such as v1.5.0");

    private const double MaxSizeBytes = 1L << 50;

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|)$")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^([0-9]{1,15}(?:\.[0-9]{1,15})?)\s*(?:([kKmMgGtT])i?)?[bB]$")]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"^v[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$")]
    private static partial Regex StorageVersionPattern();
}
