using System.Text;

namespace Pintail.Session.PushDown;

/// <summary>What a function of DuckDB looks for in a text.</summary>
/// <param name="LikeSql">The same for Postgres' LIKE, whose escape character is the backslash.</param>
/// <param name="IsNegated">The function is true where the pattern is not found.</param>
internal sealed record TextPattern(string LikeSql, bool IsNegated)
{
    /// <summary>Null for a function whose meaning, or a pattern whose reading, is not the same in Postgres.</summary>
    /// <param name="escape">The third argument; null when it is no text.</param>
    /// <param name="moreArguments">How many there are behind the pattern.</param>
    public static TextPattern? Of(string function, string pattern, string? escape, int moreArguments) =>
        (function, moreArguments) switch
        {
            ("prefix" or "starts_with" or "^@", 0) => new(Literally(pattern) + "%", false),
            ("suffix" or "ends_with", 0) => new("%" + Literally(pattern), false),
            ("contains", 0) => new("%" + Literally(pattern) + "%", false),
            ("~~", 0) => Like(pattern, escape: null, isNegated: false),
            ("!~~", 0) => Like(pattern, escape: null, isNegated: true),
            ("like_escape", 1) when escape is not null => Like(pattern, escape, isNegated: false),
            ("not_like_escape", 1) when escape is not null => Like(pattern, escape, isNegated: true),
            _ => null,
        };

    private static TextPattern? Like(string pattern, string? escape, bool isNegated)
    {
        if (escape is { Length: > 1 } || escape is [var character] && !char.IsAscii(character))
            return null;
        var like = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (escape is [var mark] && pattern[i] == mark)
            {
                // Behind it stands something that needs it; for anything else both have rules of their own.
                if (i + 1 == pattern.Length || pattern[i + 1] is not ('%' or '_') && pattern[i + 1] != mark)
                    return null;
                like.Append(Literally(pattern[++i].ToString()));
            }
            else if (pattern[i] is '%' or '_')
            {
                like.Append(pattern[i]);
            }
            else
            {
                like.Append(Literally(pattern[i].ToString()));
            }
        }
        return new TextPattern(like.ToString(), isNegated);
    }

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
