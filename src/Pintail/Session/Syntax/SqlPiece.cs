namespace Pintail.Session.Syntax;

/// <summary>
/// One statement of a script: its text from the first token to the last, without the semicolon, the comments around it
/// and the blanks. A piece that a string or comment leaves open goes to the script's end, for DuckDB to say what is wrong.
/// </summary>
/// <param name="Start">Where it begins in the script; the tokens' places are in <paramref name="Text"/>.</param>
internal sealed record SqlPiece(int Start, string Text, IReadOnlyList<SqlToken> Tokens)
{
    public bool IsUnterminated { get; init; }

    /// <summary>A semicolon follows: a terminal need not wait for more.</summary>
    public bool IsEnded { get; init; }

    /// <summary>Without the text, which may hold a password.</summary>
    public override string ToString() => $"{nameof(SqlPiece)} at {Start}, {Text.Length} characters";
}
