namespace Pintail.Session.Syntax;

/// <summary>DESCRIBE, DESC or SHOW of a relation's name, or PRAGMA table_info('name').</summary>
internal sealed record DescribeStatement(IReadOnlyList<string> Parts, bool IsTableInfo = false) : SessionStatement
{
    // SHOW has words of its own; what they list, DuckDB says.
    private static readonly string[] Lists = ["tables", "databases", "schemas", "variables"];

    /// <returns>Null when it is something else: SHOW ALL TABLES, DESCRIBE SELECT ….</returns>
    public static DescribeStatement? TryRead(TokenCursor cursor)
    {
        var place = cursor.Index;
        var isShow = cursor.IsWord("SHOW");
        if (
            cursor.TryAnyWord("DESCRIBE", "DESC", "SHOW") is not null
            && cursor.TryQualifiedName(out var parts)
            && cursor.AtEnd
            && !(isShow && parts is [var word] && Lists.Contains(word, StringComparer.OrdinalIgnoreCase))
        )
            return new DescribeStatement(parts);
        cursor.Index = place;
        if (
            cursor.TryWords("PRAGMA", "table_info")
            && cursor.TrySign("(")
            && cursor.TryString(out var name)
            && cursor.TrySign(")")
            && cursor.AtEnd
            && TryReadName(name, out parts)
        )
            return new DescribeStatement(parts, IsTableInfo: true);
        cursor.Index = place;
        return null;
    }

    /// <summary>Each (DESCRIBE name) within a query, by the numbers of its tokens between the brackets, in their order.</summary>
    public static IReadOnlyList<(int From, int To, IReadOnlyList<string> Parts)> FindInner(SqlPiece piece)
    {
        var found = new List<(int, int, IReadOnlyList<string>)>();
        var cursor = new TokenCursor(piece);
        while (!cursor.AtEnd)
        {
            if (!cursor.TrySign("("))
            {
                cursor.Skip();
                continue;
            }
            var from = cursor.Index;
            if (
                cursor.TryAnyWord("DESCRIBE", "DESC", "SHOW") is not null
                && cursor.TryQualifiedName(out var parts)
                && cursor.IsSign(")")
            )
                found.Add((from, cursor.Index, parts));
            else
                cursor.Index = from;
        }
        return found;
    }

    private static bool TryReadName(string name, out IReadOnlyList<string> parts)
    {
        parts = [];
        return SqlScript.Split(name) is [var piece]
            && new TokenCursor(piece) is var cursor
            && cursor.TryQualifiedName(out parts)
            && cursor.AtEnd;
    }
}
