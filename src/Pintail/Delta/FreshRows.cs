using System.Globalization;
using System.Text;
using Pintail.Postgres;

namespace Pintail.Delta;

/// <summary>
/// Row versions that a snapshot saw although they are of its oldest running transaction or of later ones: by place and
/// transaction, as pintail.heap_state keeps them. A place may be used again, but not within one transaction's rows.
/// </summary>
internal static class FreshRows
{
    /// <summary>Per heap. More of them mean a busy table, of which a few thousand rows are read again for nothing at most.</summary>
    public const int Most = 10_000;

    /// <summary>Sorted, so that equal sets are equal texts.</summary>
    public static string Write(IEnumerable<(string Place, string Transaction)> rows)
    {
        var text = new StringBuilder();
        foreach (var (place, transaction) in rows.Order())
        {
            if (text.Length > 0)
                text.Append(';');
            text.Append(place).Append(' ').Append(transaction);
        }
        return text.ToString();
    }

    /// <summary>
    /// True for a row, within a range of pages, that an earlier snapshot did not see: one of its oldest running transaction or
    /// a later one, and none of those it saw although they were.
    /// </summary>
    /// <param name="known">As <see cref="Write"/> made it; null when it is not known which it saw.</param>
    public static string IsNew(long oldest, string? known, CtidRange range = default)
    {
        var fresh = DigestSql.IsFresh(oldest);
        var rows = (known ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Where(row => IsIn(row, range))
            .ToList();
        if (rows.Count == 0)
            return fresh;
        // Written by ourselves: digits, commas, parentheses and a blank.
        var array = SqlText.Literal($"{{{string.Join(',', rows.Select(row => $"\"{row}\""))}}}");
        return $"CASE WHEN {fresh} THEN ctid::pg_catalog.text || ' ' || xmin::pg_catalog.text <> ALL ({array}::pg_catalog.text[]) "
            + "ELSE false END";
    }

    private static bool IsIn(string row, CtidRange range)
    {
        // (page,line) transaction
        var page = long.Parse(
            row.AsSpan(1, row.IndexOf(',', StringComparison.Ordinal) - 1),
            CultureInfo.InvariantCulture
        );
        return page >= range.FirstPage && (range.EndPage is null || page < range.EndPage);
    }
}
