using System.Text;

namespace Pintail.Session.Syntax;

/// <summary>
/// Every name in a statement that could be a table's: a superset, since telling tables from columns and functions needs
/// DuckDB's grammar and catalog. Names built at run time (query('…'), query_table('…')) are not among them.
/// </summary>
internal static class NameReferences
{
    // Longer chains go on with columns and fields.
    private const int MaxParts = 3;

    // After these DuckDB takes a string for a table's name: SELECT * FROM 't'.
    private static readonly string[] BeforeTable =
    [
        "FROM",
        "JOIN",
        "INTO",
        "UPDATE",
        "TABLE",
        "USING",
        "COPY",
        "DESCRIBE",
        "DESC",
        "SHOW",
        "SUMMARIZE",
        "PIVOT",
        "UNPIVOT",
    ];

    /// <summary>The unquoted parts of each identifier(.identifier){0,2}, in the order of the text, keywords included.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(SqlPiece piece)
    {
        var found = new List<IReadOnlyList<string>>();
        var cursor = new TokenCursor(piece);
        var isTableNext = false;
        while (!cursor.AtEnd)
        {
            if (isTableNext && cursor.TryString(out var name))
                found.Add([name]);
            else if (cursor.TryQualifiedName(out var parts))
            {
                found.Add(parts.Count > MaxParts ? parts.Take(MaxParts).ToArray() : parts);
                isTableNext = IsBeforeTable(parts);
                continue;
            }
            else
                cursor.Skip();
            isTableNext = false;
        }
        return found;
    }

    // What follows is a table's name.
    private static bool IsBeforeTable(IReadOnlyList<string> parts) =>
        parts.Count == 1 && BeforeTable.Any(word => Ascii.EqualsIgnoreCase(word, parts[0]));
}
