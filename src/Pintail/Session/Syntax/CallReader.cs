namespace Pintail.Session.Syntax;

/// <summary>
/// CALL f(…), SELECT f(…), SELECT * FROM f(…) and FROM f(…) of the functions that the session answers itself, when the
/// call is the whole statement.
/// </summary>
internal static class CallReader
{
    private static readonly string[] Functions =
    [
        "pg_clear_cache",
        "postgres_clear_cache",
        "postgres_execute",
        "postgres_attach",
    ];

    /// <returns>Null, with the cursor where it was, when it is something else.</returns>
    public static CallStatement? TryRead(TokenCursor cursor)
    {
        var place = cursor.Index;
        var isCall = cursor.TryWords("CALL") || cursor.TryWords("FROM");
        if (!isCall && cursor.TryWords("SELECT") && cursor.TrySign("*"))
            isCall = cursor.TryWords("FROM");
        else if (!isCall)
            isCall = cursor.Index > place;
        if (
            isCall
            && cursor.TryName(out var name)
            && Functions.Contains(name, StringComparer.OrdinalIgnoreCase)
            && TryReadArguments(cursor) is { } arguments
            && cursor.AtEnd
        )
            return new CallStatement(name.ToLowerInvariant(), arguments);
        cursor.Index = place;
        return null;
    }

    private static List<CallArgument>? TryReadArguments(TokenCursor cursor)
    {
        var open = cursor.Index;
        if (!cursor.TrySkipParentheses())
            return null;
        var close = cursor.Index - 1;
        var arguments = new List<CallArgument>();
        var (first, depth) = (open + 1, 0);
        for (var i = open + 1; i <= close && close > open + 1; i++)
        {
            cursor.Index = i;
            depth += i < close ? cursor.BracketStep(i) : 0;
            if (i < close && (depth > 0 || !cursor.IsSign(",")))
                continue;
            if (ReadArgument(cursor, first, i) is not { } argument)
                return null;
            arguments.Add(argument);
            first = i + 1;
        }
        cursor.Index = close + 1;
        return arguments;
    }

    private static CallArgument? ReadArgument(TokenCursor cursor, int first, int end)
    {
        cursor.Index = first;
        if (cursor.TryName(out var name) && (cursor.TrySign(":=") || cursor.TrySign("=>") || cursor.TrySign("=")))
            first = cursor.Index;
        else
            name = null;
        if (first >= end)
            return null;
        cursor.Index = first;
        var isConstant = cursor.TryString(out var constant) || cursor.TryNumber(out constant);
        if (!isConstant)
            constant = cursor.TryAnyWord("true", "false");
        return new CallArgument(name, cursor.TextBetween(first, end), cursor.Index == end ? constant : null);
    }
}
