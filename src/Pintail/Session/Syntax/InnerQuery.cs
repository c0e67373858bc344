namespace Pintail.Session.Syntax;

/// <summary>What else a statement does with the rows of its query.</summary>
internal enum QueryUse
{
    /// <summary>It is the statement.</summary>
    Result,

    /// <summary>EXPLAIN, with or without ANALYZE.</summary>
    Explain,

    /// <summary>CREATE TABLE … AS, INSERT, COPY … TO: they are stored.</summary>
    Store,
}

/// <summary>
/// The query within a statement, which DuckDB can plan by itself: all rows that the statement reads are read by it. Found
/// by the words at its edges; a guess that is no query is DuckDB's to refuse.
/// </summary>
internal sealed record InnerQuery(string Text, QueryUse Use)
{
    /// <summary>Without the text, which may hold a password.</summary>
    public override string ToString() => $"{nameof(InnerQuery)} {Use}";

    /// <returns>Null where there is none, or where more than its rows comes back (RETURNING).</returns>
    public static InnerQuery? Find(SqlPiece piece)
    {
        if (piece.IsUnterminated || piece.Tokens.Count == 0)
            return null;
        var cursor = new TokenCursor(piece);
        if (IsQuery(cursor))
            return !ContainsWrite(cursor) ? new InnerQuery(piece.Text, QueryUse.Result) : null;
        switch (cursor.TryAnyWord("EXPLAIN", "CREATE", "INSERT", "COPY"))
        {
            case "EXPLAIN":
                cursor.TryWords("ANALYZE");
                cursor.TrySkipParentheses();
                return IsQuery(cursor) ? Rest(piece, cursor, piece.Tokens.Count, QueryUse.Explain) : null;
            case "CREATE":
                return SkipTo(cursor, "AS") ? Rest(piece, cursor, piece.Tokens.Count, QueryUse.Store) : null;
            case "INSERT" when !Contains(cursor, "RETURNING"):
                var end = IndexOf(cursor, "ON", "CONFLICT") ?? piece.Tokens.Count;
                return SkipToQuery(cursor, end) ? Rest(piece, cursor, end, QueryUse.Store) : null;
            case "COPY" when cursor.IsSign("("):
                var start = cursor.Index;
                return cursor.TrySkipParentheses() ? Between(piece, start, cursor.Index, QueryUse.Store) : null;
            default:
                return null;
        }
    }

    private static bool IsQuery(TokenCursor cursor) =>
        cursor.IsSign("(")
        || cursor.IsWord("SELECT")
        || cursor.IsWord("WITH")
        || cursor.IsWord("FROM")
        || cursor.IsWord("VALUES")
        || cursor.IsWord("TABLE")
        || cursor.IsWord("PIVOT")
        || cursor.IsWord("UNPIVOT");

    // CREATE [OR REPLACE] [TEMP] TABLE [IF NOT EXISTS] name [(columns)] AS query; nothing else that has an AS reads rows.
    private static bool SkipTo(TokenCursor cursor, string word)
    {
        cursor.TryWords("OR", "REPLACE");
        cursor.TryAnyWord("TEMP", "TEMPORARY");
        if (!cursor.TryWords("TABLE"))
            return false;
        while (!cursor.AtEnd)
        {
            if (cursor.TrySkipParentheses())
                continue;
            if (cursor.TryWords(word))
                return IsQuery(cursor);
            cursor.Skip();
        }
        return false;
    }

    // INSERT [OR …] INTO name [AS alias] [(columns)] [BY NAME] query. Parentheses here are a list of columns, or the query's.
    private static bool SkipToQuery(TokenCursor cursor, int end)
    {
        while (cursor.Index < end)
        {
            if (!cursor.IsSign("(") && IsQuery(cursor))
                return true;
            var start = cursor.Index;
            if (!cursor.TrySkipParentheses())
                cursor.Skip();
            else if (cursor.Index == end)
            {
                cursor.Index = start;
                return true;
            }
        }
        return false;
    }

    // WITH … INSERT. A column of such a name costs the push-down, no more.
    private static bool ContainsWrite(TokenCursor cursor) =>
        Contains(cursor, "INSERT")
        || Contains(cursor, "UPDATE")
        || Contains(cursor, "DELETE")
        || Contains(cursor, "MERGE");

    private static bool Contains(TokenCursor cursor, string word) => IndexOf(cursor, word) is not null;

    private static int? IndexOf(TokenCursor cursor, params ReadOnlySpan<string> words)
    {
        var start = cursor.Index;
        int? found = null;
        while (!cursor.AtEnd && found is null)
        {
            if (cursor.TrySkipParentheses())
                continue;
            found = cursor.TryWords(words) ? cursor.Index - words.Length : null;
            cursor.Skip();
        }
        cursor.Index = start;
        return found;
    }

    private static InnerQuery Rest(SqlPiece piece, TokenCursor cursor, int end, QueryUse use) =>
        Between(piece, cursor.Index, end, use);

    private static InnerQuery Between(SqlPiece piece, int first, int end, QueryUse use)
    {
        var from = piece.Tokens[first].Start;
        var last = piece.Tokens[end - 1];
        return new InnerQuery(piece.Text[from..(last.Start + last.Length)], use);
    }
}
