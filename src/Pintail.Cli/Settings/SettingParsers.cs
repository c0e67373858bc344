using System.Globalization;
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

    public static IReadOnlyList<string> List(IReadOnlyList<string> texts) =>
        [.. texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];

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
    public static string? Size(IReadOnlyList<string> texts) =>
        SizePattern().IsMatch(texts[^1].Trim())
            ? texts[^1].Trim()
            : throw new SettingFormatException(texts[^1], "a size such as 512MB, 4GB or 4GiB");

    /// <summary>What DuckDB's STORAGE_VERSION takes.</summary>
    public static string StorageVersion(IReadOnlyList<string> texts) =>
        StorageVersionPattern().IsMatch(texts[^1].Trim())
            ? texts[^1].Trim()
            : throw new SettingFormatException(texts[^1], "a version of DuckDB such as v1.5.0");

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|)$")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?\s*([kKmMgGtT]i?)?[bB]$")]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"^v[0-9]+\.[0-9]+\.[0-9]+$")]
    private static partial Regex StorageVersionPattern();
}
