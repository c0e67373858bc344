namespace Pintail.Session.Syntax;

/// <summary>COPY FROM DATABASE source TO target [(SCHEMA)] [(DATA)].</summary>
internal sealed record CopyDatabaseStatement(string Source, string Target, bool HasSchema, bool HasData)
    : SessionStatement
{
    /// <returns>Null when it is something else.</returns>
    public static CopyDatabaseStatement? TryRead(TokenCursor cursor)
    {
        var place = cursor.Index;
        if (
            cursor.TryWords("COPY", "FROM", "DATABASE")
            && cursor.TryName(out var source)
            && cursor.TryWords("TO")
            && cursor.TryName(out var target)
        )
        {
            var only = cursor.TrySign("(") ? cursor.TryAnyWord("SCHEMA", "DATA") : null;
            if (only is null || cursor.TrySign(")"))
            {
                if (cursor.AtEnd)
                    return new CopyDatabaseStatement(source, target, only is not "DATA", only is not "SCHEMA");
            }
        }
        cursor.Index = place;
        return null;
    }
}
