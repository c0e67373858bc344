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
                pieces.Add(
                    new SqlPiece(
                        tokens[first].Start,
                        text[tokens[first].Start..tokens[i - 1].End],
                        Tokens(tokens, first, i, tokens[first].Start)
                    )
                    {
                        IsEnded = true,
                    }
                );
            first = i + 1;
        }
        if (isUnterminated || first < tokens.Count)
            pieces.Add(Last(text, tokens, first, isUnterminated));
        return pieces;
    }

    // Without any token it is an open comment, which begins somewhere after the last semicolon.
    private static SqlPiece Last(string text, List<SqlToken> tokens, int first, bool isUnterminated)
    {
        var start =
            first < tokens.Count ? tokens[first].Start
            : first > 0 ? tokens[first - 1].End
            : 0;
        var end = isUnterminated ? text.Length : tokens[^1].End;
        var own = Tokens(tokens, first, tokens.Count, start);
        return new SqlPiece(start, text[start..end], own) { IsUnterminated = isUnterminated };
    }

    private static SqlToken[] Tokens(List<SqlToken> tokens, int first, int last, int start)
    {
        var own = new SqlToken[last - first];
        for (var i = 0; i < own.Length; i++)
            own[i] = tokens[first + i] with { Start = tokens[first + i].Start - start };
        return own;
    }
}
