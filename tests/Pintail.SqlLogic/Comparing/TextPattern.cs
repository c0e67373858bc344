using System.Text.RegularExpressions;

namespace Pintail.SqlLogic.Comparing;

/// <summary>&lt;REGEX&gt;: and &lt;!REGEX&gt;: in front of an expected text. The expression must match the whole text, and
/// its dot also line ends.</summary>
internal static partial class TextPattern
{
    private const string Matches = "<REGEX>:";
    private const string MatchesNot = "<!REGEX>:";

    internal static bool IsOne(string expected) =>
        expected.StartsWith(Matches, StringComparison.Ordinal)
        || expected.StartsWith(MatchesNot, StringComparison.Ordinal);

    /// <param name="spellings">What the text may also look like; one that matches is a match.</param>
    internal static bool Fits(string expected, params IEnumerable<string> spellings)
    {
        var isNegative = expected.StartsWith(MatchesNot, StringComparison.Ordinal);
        var pattern = expected[(isNegative ? MatchesNot : Matches).Length..];
        // DuckDB's expressions are RE2's: no looking around, linear time, and a named group is written (?P<name>.
        var options = RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
        var regex = new Regex($@"\A(?:{pattern.Replace("(?P<", "(?<", StringComparison.Ordinal)})\z", options);
        return spellings.Any(regex.IsMatch) != isNegative;
    }

    internal static bool IsHash(string line) => HashLine().IsMatch(line);

    [GeneratedRegex(@"\A[0-9]+ values hashing to [0-9a-z]{32}\z")]
    private static partial Regex HashLine();
}
