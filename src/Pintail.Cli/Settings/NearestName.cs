namespace Pintail.Cli.Settings;

/// <summary>Which known name a misspelt one was meant to be, by the number of letters to change.</summary>
internal static class NearestName
{
    /// <summary>The nearest of <paramref name="known"/>; null when none is near enough to be a misspelling.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var limit = Math.Max(1, name.Length / 3);
        return known
            .Select(candidate => (candidate, distance: Distance(Fold(name), Fold(candidate))))
            .Where(pair => pair.distance <= limit)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>"Did you mean …?", or null.</summary>
    public static string? Hint(string name, IEnumerable<string> known) =>
        Find(name, known) is { } nearest ? $"Did you mean {nearest}?" : null;

    // max-retries, max_retries and MAX_RETRIES are one name to a person.
    private static string Fold(string name) => name.TrimStart('-').Replace('-', '_').ToLowerInvariant();

    // Levenshtein's distance over two rows.
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }
            (previous, current) = (current, previous);
        }
        return previous[right.Length];
    }
}
