namespace Pintail.Session.Syntax;

/// <summary>Cuts a script into its statements, at the semicolons that are no part of a string, a name or a comment.</summary>
internal static class SqlScript
{
    public static IReadOnlyList<SqlPiece> Split(string text)
    {
        var tokens = SqlTokenizer.Read(text, out var isUnterminated);
        var pieces = new List<SqlPiece>();
        var first = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != SqlTokenKind.Operator || text[tokens[i].Start] != ';')
                continue;
            if (i > first)
                pieces.Add(Piece(text, tokens, first, i, tokens[i - 1].End) with { IsEnded = true });
            first = i + 1;
        }
        if (isUnterminated)
            pieces.Add(Piece(text, tokens, first, tokens.Count, text.Length) with { IsUnterminated = true });
        else if (first < tokens.Count)
            pieces.Add(Piece(text, tokens, first, tokens.Count, tokens[^1].End));
        return pieces;
    }

    // Without any token it is an open comment, which begins after the last semicolon.
    private static SqlPiece Piece(string text, IReadOnlyList<SqlToken> tokens, int first, int last, int end)
    {
        var start =
            first < last ? tokens[first].Start
            : first > 0 ? tokens[first - 1].End
            : 0;
        var own = new SqlToken[last - first];
        for (var i = 0; i < own.Length; i++)
            own[i] = tokens[first + i] with { Start = tokens[first + i].Start - start };
        return new SqlPiece(start, text[start..end], own);
    }
}
