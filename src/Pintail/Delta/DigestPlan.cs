using Pintail.Postgres;

namespace Pintail.Delta;

/// <summary>
/// Which statements count the rows of many heaps: small ones many to a statement, large ones in several, so that
/// connections share the work.
/// </summary>
internal static class DigestPlan
{
    /// <summary>Planning one part takes the server about 0.1 ms; a statement of so many is still short to parse.</summary>
    private const int PartsPerStatement = 100;

    /// <summary>A statement takes one connection well below a second, so that the connections end nearly together.</summary>
    private const long StatementBytes = 64L << 20;

    /// <summary>32 MiB: as much as a full copy reads in one go.</summary>
    private const long MergedPages = 8 * DigestSql.RangePages;

    /// <param name="heaps">With the OID of the table they belong to, and the SQL that is true for the new rows of a range of pages.</param>
    public static IReadOnlyList<DigestPart> Parts(
        IEnumerable<(uint Table, Relation Heap, Func<CtidRange, string> NewSql)> heaps,
        Catalog catalog,
        long sharedBuffersBytes
    )
    {
        var parts = new List<DigestPart>();
        foreach (var (table, heap, newSql) in heaps)
        {
            var pages = heap.HeapBytes / catalog.BlockBytes;
            var hasRanges = catalog.ServerVersionNumber >= DigestSql.RangesSinceVersion;
            var inRanges =
                hasRanges
                && pages > DigestSql.RangePages
                && heap.HeapBytes <= sharedBuffersBytes / DigestSql.SharedBuffersShare;
            foreach (var range in inRanges ? CtidRanges.Split(heap, catalog, StatementBytes) : [default])
                parts.Add(
                    new DigestPart(
                        parts.Count,
                        table,
                        heap,
                        newSql(range),
                        range,
                        pages,
                        inRanges,
                        HasBounds: hasRanges && pages > DigestSql.RangePages
                    )
                );
        }
        return parts;
    }

    /// <summary>What goes into one statement, the largest first.</summary>
    public static IEnumerable<IReadOnlyList<DigestPart>> Statements(IEnumerable<DigestPart> parts, int blockBytes)
    {
        var statement = new List<DigestPart>();
        var bytes = 0L;
        foreach (var part in parts.OrderByDescending(Pages))
        {
            if (statement.Count == PartsPerStatement || (statement.Count > 0 && bytes >= StatementBytes))
            {
                yield return statement;
                (statement, bytes) = ([], 0);
            }
            statement.Add(part);
            bytes += Pages(part) * blockBytes;
        }
        if (statement.Count > 0)
            yield return statement;
    }

    /// <param name="counts">The part's number, the first page of a range and the one after its last (null: no end), rows and new rows.</param>
    /// <returns>By the OIDs of table and heap.</returns>
    public static IReadOnlyDictionary<(uint Table, uint Heap), HeapDigest> Sum(
        IReadOnlyList<DigestPart> parts,
        IEnumerable<(long Part, long Page, long? End, long Rows, long New)> counts
    ) =>
        counts
            .GroupBy(count => (parts[(int)count.Part].Table, parts[(int)count.Part].Heap.Oid))
            .ToDictionary(
                heap => heap.Key,
                heap => new HeapDigest(
                    parts[(int)heap.First().Part].Heap,
                    heap.Sum(count => count.Rows),
                    heap.Sum(count => count.New),
                    [
                        .. heap.Where(count => count.New > 0)
                            .OrderBy(count => count.Page)
                            .SelectMany(count => Pieces(count.Page, count.End)),
                    ]
                )
            );

    /// <summary>Neighbours become one range, up to the size that a connection reads in one go.</summary>
    /// <param name="ranges">In their order.</param>
    public static IReadOnlyList<CtidRange> Merge(IReadOnlyList<CtidRange> ranges)
    {
        var merged = new List<CtidRange>();
        foreach (var range in ranges)
        {
            if (
                merged is [.., var last]
                && last.EndPage == range.FirstPage
                && range.FirstPage - last.FirstPage < MergedPages
            )
                merged[^1] = last with { EndPage = range.EndPage };
            else
                merged.Add(range);
        }
        return merged;
    }

    // The bounds of a heap's new rows may be far apart, and connections are to share what lies between them.
    private static IEnumerable<CtidRange> Pieces(long first, long? end)
    {
        for (; end - first > MergedPages; first += MergedPages)
            yield return new CtidRange(first, first + MergedPages);
        yield return new CtidRange(first, end);
    }

    private static long Pages(DigestPart part) => (part.Range.EndPage ?? part.LastPage) - part.Range.FirstPage;
}
