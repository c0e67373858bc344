namespace Pintail;

/// <summary>Finds what a misspelt name was probably meant to be, for error messages.</summary>
public static class NearestName
{
    // Beyond a third of the letters changed, a suggestion confuses more than it helps; two slips are always forgiven.
    private const int LettersPerEdit = 3;
    private const int AlwaysForgiven = 2;

    /// <summary>The candidate with the fewest edits, ignoring case; null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var best = (Candidate: (string?)null, Distance: Math.Max(AlwaysForgiven, name.Length / LettersPerEdit) + 1);
        foreach (var candidate in candidates)
        {
            var distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < best.Distance && distance < name.Length)
                best = (candidate, distance);
        }
        return best.Candidate;
    }

    // Levenshtein distance over two rows.
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }
            (previous, current) = (current, previous);
        }
        return previous[b.Length];
    }
}
