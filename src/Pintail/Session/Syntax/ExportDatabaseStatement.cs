namespace Pintail.Session.Syntax;

/// <summary>EXPORT DATABASE [source TO] 'folder' …</summary>
/// <param name="Source">Null: the current database.</param>
internal sealed record ExportDatabaseStatement(string? Source) : SessionStatement
{
    /// <returns>Null when it is something else.</returns>
    public static ExportDatabaseStatement? TryRead(TokenCursor cursor)
    {
        var place = cursor.Index;
        if (cursor.TryWords("EXPORT", "DATABASE"))
        {
            string? source = null;
            var isNamed = cursor.TryName(out source) && cursor.TryWords("TO");
            if (cursor.TryString(out _) && (cursor.AtEnd || cursor.TrySkipParentheses()))
                return new ExportDatabaseStatement(isNamed ? source : null);
        }
        cursor.Index = place;
        return null;
    }
}
