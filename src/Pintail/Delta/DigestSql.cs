// The question that finds out what changed: how many rows of a heap the snapshot sees, and how many of them are fresh,
// that is, of the oldest transaction that ran at an earlier snapshot or of a later one. It looks at row headers only and
// takes no value apart. xmin is the transaction's own id whatever freezing did; age() of both ids is computed in one
// statement, as ages move on, and of the earlier one only once; and a row that was frozen more than 2^31 transactions ago
// has a negative age, which is asked last, as nearly all rows are old.
//
// Large heaps are asked page range by page range, so that only ranges with fresh rows have to be read afterwards. A heap
// that would push much else out of the server's cache is scanned in one go instead: only sequential scans use a small
// ring of buffers, and tid range scans exist from version 14 on. There the first and the last fresh row bound what is read
// afterwards.

using System.Globalization;
using Pintail.Postgres;

namespace Pintail.Delta;

/// <summary>A part of a heap to be counted by one statement.</summary>
/// <param name="Number">Comes back with the counts.</param>
/// <param name="Table">Whose rows they are, by its OID: a heap may belong to several tables, each with its own idea of new.</param>
/// <param name="NewSql">True for rows that the earlier snapshot did not see.</param>
/// <param name="InRanges">Counted range by range, by tid range scans; else all of the heap at once.</param>
/// <param name="HasBounds">Of the latter: it is told where the new rows are, which tid range scans can use.</param>
internal sealed record DigestPart(
    int Number,
    uint Table,
    Relation Heap,
    string NewSql,
    CtidRange Range,
    long LastPage,
    bool InRanges,
    bool HasBounds
);

/// <summary>SQL over row headers.</summary>
internal static class DigestSql
{
    /// <summary>4 MiB: no slower to count than larger ones, and little to read again for one fresh row.</summary>
    public const int RangePages = 512;

    /// <summary>A scan of less than this share of shared_buffers leaves the cache alone (heapam.c, initscan).</summary>
    public const int SharedBuffersShare = 4;

    /// <summary>Tid range scans.</summary>
    public const int RangesSinceVersion = 140_000;

    /// <summary>InvalidBlockNumber (block.h): behind any page.</summary>
    private const string EndOfHeap = "'(4294967295,0)'::pg_catalog.tid";

    /// <summary>True for fresh rows. The id without its epoch, as system columns show it.</summary>
    public static string IsFresh(long oldest) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"pg_catalog.age(xmin) <= (SELECT pg_catalog.age('{(uint)oldest}'::pg_catalog.xid)) AND pg_catalog.age(xmin) >= 0"
        );

    /// <summary>Rows of five numbers: the part's own, the first page of a range and the one after its last (NULL: no end), rows, and fresh rows.</summary>
    public static string Counts(IEnumerable<DigestPart> parts) =>
        $"COPY ({string.Join("\nUNION ALL\n", parts.Select(Count))}) TO STDOUT (FORMAT binary)";

    private static string Count(DigestPart part)
    {
        var number = part.Number.ToString(CultureInfo.InvariantCulture);
        var from = $"ONLY {SqlText.Qualified(part.Heap.Schema, part.Heap.Name)}";
        if (!part.InRanges)
            return part.HasBounds ? CountWithBounds(part, number, from) : CountAll(part, number, from);
        var first = part.Range.FirstPage;
        // The last range has no end: the heap may have grown since its size was asked.
        var end = part.Range.EndPage ?? Math.Max(part.LastPage, first + 1);
        var upper = part.Range.EndPage is null ? EndOfHeap : Tid(end.ToString(CultureInfo.InvariantCulture));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT {number}::pg_catalog.int8, r.page, CASE WHEN r.page + {RangePages} < {end} THEN r.page + {RangePages}
                ELSE {part.Range.EndPage?.ToString(CultureInfo.InvariantCulture)
                ?? "NULL"}::pg_catalog.int8 END, c.n, c.fresh
            FROM pg_catalog.generate_series({first}::pg_catalog.int8, {end
                - 1}::pg_catalog.int8, {RangePages}) AS r (page),
                LATERAL (
                    SELECT {Counts(part)} FROM {from}
                    WHERE ctid >= pg_catalog.format('(%s,0)', r.page)::pg_catalog.tid
                      AND ctid < CASE WHEN r.page + {RangePages} >= {end} THEN {upper}
                                      ELSE pg_catalog.format('(%s,0)', r.page + {RangePages})::pg_catalog.tid END
                ) AS c
            """
        );
    }

    private static string Counts(DigestPart part) =>
        $"pg_catalog.count(*) AS n, pg_catalog.count(*) FILTER (WHERE {part.NewSql}) AS fresh";

    private static string CountAll(DigestPart part, string number, string from) =>
        $"SELECT {number}::pg_catalog.int8, 0::pg_catalog.int8, NULL::pg_catalog.int8, n, fresh FROM (SELECT {Counts(part)} FROM {from}) AS c";

    // OFFSET, so that the server does not ask each row three times whether it is fresh. A tid's text is "(page,line)".
    private static string CountWithBounds(DigestPart part, string number, string from) =>
        $"""
            SELECT {number}::pg_catalog.int8, {Page("first")}, {Page("last")} + 1, n, fresh FROM (
                SELECT pg_catalog.count(*) AS n, pg_catalog.count(f) AS fresh, pg_catalog.min(f) AS first, pg_catalog.max(f) AS last
                FROM (SELECT CASE WHEN {part.NewSql} THEN ctid END AS f FROM {from} OFFSET 0) AS rows
            ) AS c
            """;

    private static string Page(string tid) =>
        $"COALESCE(pg_catalog.split_part(pg_catalog.ltrim({tid}::pg_catalog.text, '('), ',', 1)::pg_catalog.int8, 0)";

    /// <summary>Places and transactions of the fresh rows of heaps: rows of the heap's OID and two texts.</summary>
    /// <param name="most">Per heap.</param>
    public static string Places(IEnumerable<Relation> heaps, long oldest, int most) =>
        $"COPY ({string.Join("\nUNION ALL\n", heaps.Select(heap => Places(heap, oldest, most)))}) TO STDOUT (FORMAT binary)";

    private static string Places(Relation heap, long oldest, int most) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            (SELECT {heap.Oid}::pg_catalog.int8, ctid::pg_catalog.text, xmin::pg_catalog.text
             FROM ONLY {SqlText.Qualified(heap.Schema, heap.Name)} WHERE {IsFresh(oldest)} LIMIT {most})
            """
        );

    private static string Tid(string page) => $"'({page},0)'::pg_catalog.tid";
}
