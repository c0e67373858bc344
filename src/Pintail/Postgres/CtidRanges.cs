using System.Globalization;

namespace Pintail.Postgres;

/// <summary>Pages of a heap from the first to before the end one; without an end up to the heap's last.</summary>
public readonly record struct CtidRange(long FirstPage, long? EndPage)
{
    public bool IsWhole => FirstPage == 0 && EndPage is null;

    /// <summary>The condition for a WHERE clause, without that word; null for the whole relation.</summary>
    public string? Condition =>
        (FirstPage, EndPage) switch
        {
            (0, null) => null,
            (0, { } end) => $"ctid < {Tid(end)}",
            ({ } first, null) => $"ctid >= {Tid(first)}",
            ({ } first, { } end) => $"ctid >= {Tid(first)} AND ctid < {Tid(end)}",
        };

    // Line pointers count from 1, so (page,0) stands before every row of the page.
    private static string Tid(long page) =>
        string.Create(CultureInfo.InvariantCulture, $"'({page},0)'::pg_catalog.tid");
}

/// <summary>
/// Cuts a heap into ranges of pages that several connections read side by side. The ranges cover every possible ctid
/// exactly once whatever the size says, as the last has no end: a size that is too old costs balance, never a row.
/// The server reads only a range's pages from version 14 on (TID range scans), and only of a heap; everything else is
/// one range.
/// </summary>
public static class CtidRanges
{
    /// <summary>
    /// 32 MiB take one connection 0.1 to 0.3 s: long against the millisecond a COPY costs to start, short against the
    /// run, so that the connections end nearly together. A table of 1 TiB has 32,768 ranges.
    /// </summary>
    public const long DefaultTargetBytes = 32L << 20;

    public static IReadOnlyList<CtidRange> Split(
        Relation relation,
        Catalog catalog,
        long targetBytes = DefaultTargetBytes
    ) =>
        catalog.ServerVersionNumber >= 140_000
        && relation.Kind is RelationKind.Table or RelationKind.MaterializedView
        && relation.AccessMethod == "heap"
            ? Split(relation.HeapBytes, catalog.BlockBytes, targetBytes)
            : [default];

    internal static IReadOnlyList<CtidRange> Split(long heapBytes, int blockBytes, long targetBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(heapBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetBytes);
        var pages = heapBytes / blockBytes;
        var pagesPerRange = Math.Max(1, targetBytes / blockBytes);
        // Alike in size rather than a short rest at the end.
        var count = Math.Max(1, (pages + pagesPerRange - 1) / pagesPerRange);
        var ranges = new CtidRange[count];
        for (var index = 0L; index < count; index++)
        {
            ranges[index] = new CtidRange(
                pages * index / count,
                index == count - 1 ? null : pages * (index + 1) / count
            );
        }
        return ranges;
    }
}
