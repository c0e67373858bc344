using System.Text.RegularExpressions;
using Pintail.DuckDB;
using Pintail.Session.Syntax;

namespace Pintail.Session.Secrets;

/// <summary>
/// Statements whose text may hold a secret, and errors about them. DuckDB quotes the text that an error is about, and a
/// statement that is broken badly enough (an open quote, a misspelt word) gets to it however secret it is.
/// </summary>
internal static partial class SecretText
{
    /// <summary>How far from the start the word SECRET makes it a CREATE SECRET, written right or wrong.</summary>
    private const int FirstWords = 5;

    /// <summary>In which SECRET is a column.</summary>
    private static readonly string[] Queries =
    [
        "SELECT",
        "FROM",
        "WITH",
        "INSERT",
        "UPDATE",
        "DELETE",
        "EXPLAIN",
        "COPY",
    ];

    /// <summary>DuckDB's error without what it quotes, where that may be secret; else as it is.</summary>
    public static Exception Redact(Exception error, SqlPiece piece)
    {
        if (error is not DuckDBException || !MayHold(piece))
            return error;
        var message = Quoted().Replace(Excerpt().Replace(error.Message, ""), "near …").TrimEnd();
        return message == error.Message.TrimEnd()
            ? error
            : new PintailException(
                ErrorKind.TargetFailed,
                message,
                "The statement may hold a secret, so its text is not shown here; look for an open quote or bracket."
            );
    }

    internal static bool MayHold(SqlPiece piece)
    {
        var words = piece
            .Tokens.Take(FirstWords)
            .Select(token => piece.Text.Substring(token.Start, token.Length).ToUpperInvariant())
            .ToList();
        return words.Contains("SECRET") && !Queries.Contains(words[0])
            || words is ["ATTACH", ..]
            || Credentials().IsMatch(piece.Text);
    }

    // A password as connection strings have it, by keyword or in a URI.
    [GeneratedRegex(@"passw\w*\s*=|://[^/@\s]*:[^@\s]*@", RegexOptions.IgnoreCase)]
    private static partial Regex Credentials();

    [GeneratedRegex(@"\n\s*LINE [0-9]+:.*", RegexOptions.Singleline)]
    private static partial Regex Excerpt();

    [GeneratedRegex("near \".*", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
