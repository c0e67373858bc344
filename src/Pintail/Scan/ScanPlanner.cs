// From which relations, and in which pieces, the rows of one table are read.
//
// A partitioned table's rows are in its leaves and an inheritance parent's in itself and its descendants: these are read
// one by one, in ctid ranges, so that connections share the work. That needs SELECT on each of them and no row security
// on any, as reading a leaf directly checks the leaf's own privileges and policies instead of the parent's. Otherwise
// the table is read through its parent, by one connection, just as a query would. So it is with virtual generated
// columns too: each child may compute them in its own way, and a query on the parent uses the parent's.
//
// Which partitions there are is decided by the snapshot. One that is attached later is not read, although a query on
// the parent would show it; one that is being detached concurrently still is, as its lock outlives the snapshot.

using Pintail.Postgres;

namespace Pintail.Scan;

/// <summary>Cuts tables into the ranges that connections read.</summary>
/// <param name="rangeBytes">How much of a heap one range is to be.</param>
internal sealed class ScanPlanner(Catalog catalog, long rangeBytes = CtidRanges.DefaultTargetBytes)
{
    private readonly Dictionary<uint, Relation> _byOid = catalog.Relations.ToDictionary(relation => relation.Oid);

    /// <summary>The relation itself where it stores rows, and all below it, each once (inheritance may have several ways).</summary>
    public IReadOnlyList<Relation> RowHolders(Relation root)
    {
        var seen = new HashSet<uint>();
        var holders = new List<Relation>();
        Collect(root);
        return holders;

        void Collect(Relation relation)
        {
            if (!seen.Add(relation.Oid))
                return;
            if (relation.Kind != RelationKind.PartitionedTable)
                holders.Add(relation);
            foreach (var child in relation.Children)
            {
                if (_byOid.TryGetValue(child, out var found))
                    Collect(found);
            }
        }
    }

    /// <param name="isOneRange">A limit counts over the whole table, so one statement reads it.</param>
    public IReadOnlyList<ScanRange> Plan(Relation root, IReadOnlyList<Relation> holders, bool isOneRange = false)
    {
        if (
            isOneRange
            || root.Kind is RelationKind.View or RelationKind.MaterializedView
            || !CanReadSeparately(root, holders)
        )
            return
            [
                new ScanRange(SqlText.Qualified(root.Schema, root.Name), null)
                {
                    HasPages = IsWholeHeap(root, holders),
                },
            ];
        return
        [
            .. holders.SelectMany(holder =>
                CtidRanges
                    .Split(holder, catalog, rangeBytes)
                    .Select(range => new ScanRange(
                        $"ONLY {SqlText.Qualified(holder.Schema, holder.Name)}",
                        range.Condition
                    )
                    {
                        HasPages = HasPages(holder),
                    })
            ),
        ];
    }

    /// <summary>
    /// The same where only rows that meet a condition are read: a relation whose rows the server finds by an index, or does
    /// not look into at all, is not cut into pieces.
    /// </summary>
    /// <param name="paths">How the server finds such rows of the whole table.</param>
    public IReadOnlyList<ScanRange> Plan(Relation root, IReadOnlyList<Relation> holders, AccessPaths paths)
    {
        if (!CanReadSeparately(root, holders))
            return Plan(root, holders, isOneRange: true);
        if (!paths.IsComplete)
            return Plan(root, holders);
        var read = holders.Where(holder => paths.IsSequential(holder) is not null).ToList();
        // Where no relation can hold such a row, one is asked all the same.
        if (read.Count == 0)
            return [.. holders.Take(1).Select(Whole)];
        return
        [
            .. read.SelectMany(holder => paths.IsSequential(holder) == true ? Plan(holder, [holder]) : [Whole(holder)]),
        ];
    }

    /// <summary>The ranges without their bounds: one for each relation.</summary>
    public static IReadOnlyList<ScanRange> Whole(IEnumerable<ScanRange> ranges) =>
        [.. ranges.DistinctBy(range => range.FromSql).Select(range => range with { WhereSql = null })];

    private static ScanRange Whole(Relation holder) =>
        new($"ONLY {SqlText.Qualified(holder.Schema, holder.Name)}", null);

    // A child that the catalog does not list may be a foreign table.
    private bool IsWholeHeap(Relation root, IReadOnlyList<Relation> holders) =>
        holders.All(HasPages) && holders.Append(root).All(holder => holder.Children.All(_byOid.ContainsKey));

    private static bool HasPages(Relation holder) =>
        holder is { Kind: RelationKind.Table or RelationKind.MaterializedView, AccessMethod: "heap" };

    private bool CanReadSeparately(Relation root, IReadOnlyList<Relation> holders) =>
        !root.RowSecurityActive
        && (
            holders is [var only] && only == root
            || root.Columns.All(column => column.Generated != GeneratedKind.Virtual)
        )
        && holders.All(holder => holder.CanSelect && !holder.RowSecurityActive)
        // A child that the catalog does not list (one in a system schema) would be missed.
        && holders.Append(root).All(holder => holder.Children.All(_byOid.ContainsKey));
}
