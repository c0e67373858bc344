using Pintail.Delta;
using Pintail.Postgres;

namespace Pintail.Mirror;

/// <summary>
/// Reads the digests of many tables, in as few statements as will do. What may pass by itself is tried again; of a
/// statement that fails for good the tables are asked in halves, so that one table which cannot be asked is copied in full
/// alone. Blocks.
/// </summary>
internal sealed class TableDigests(LoadContext context, HeapQuestions questions)
{
    /// <returns>By the table's OID, a digest for each heap; tables that could not be asked are left out.</returns>
    public IReadOnlyDictionary<uint, IReadOnlyList<HeapDigest>> Read(
        IReadOnlyList<TablePlan> tables,
        CancellationToken cancellation
    )
    {
        var digests = new Dictionary<uint, IReadOnlyList<HeapDigest>>();
        Read(tables, digests, cancellation);
        return digests;
    }

    /// <summary>True, in SQL, for rows of a heap that the copy was made without.</summary>
    /// <param name="range">Where the rows are.</param>
    public static string IsNew(TablePlan table, Relation heap, CtidRange range)
    {
        var recorded = table.Recorded!.Base!;
        return FreshRows.IsNew(
            recorded.OldestTransaction,
            recorded.Heaps.First(one => one.Oid == heap.Oid).FreshRows,
            range
        );
    }

    private void Read(
        IReadOnlyList<TablePlan> tables,
        Dictionary<uint, IReadOnlyList<HeapDigest>> digests,
        CancellationToken cancellation
    )
    {
        try
        {
            var counted = Retries
                .Create(
                    context.Spec,
                    context.Observer.Waiting,
                    context.Time,
                    tables is [var only] ? only.Name : "asking what changed",
                    context.Streams.Workers.IsSnapshotLost
                )
                .Execute(token => questions.Count(tables.SelectMany(Heaps), token), cancellation);
            foreach (var table in tables)
            {
                digests[table.Relation.Oid] =
                [
                    .. table.Holders.Select(holder => counted[(table.Relation.Oid, holder.Oid)]),
                ];
            }
        }
        catch (PintailException e) when (IsOfTables(e))
        {
            if (tables is [var table])
            {
                context.Observer.Doubted(table, e);
                return;
            }
            var half = tables.Count / 2;
            Read([.. tables.Take(half)], digests, cancellation);
            Read([.. tables.Skip(half)], digests, cancellation);
        }
    }

    // A source that cannot be reached is no table's fault.
    private bool IsOfTables(PintailException error) =>
        error.Kind is not (ErrorKind.Cancelled or ErrorKind.SourceUnreachable or ErrorKind.SourceUnavailable)
        && !context.Streams.Workers.IsSnapshotLost();

    private static IEnumerable<(uint Table, Relation Heap, Func<CtidRange, string> NewSql)> Heaps(TablePlan table) =>
        table.Holders.Select(holder =>
            (table.Relation.Oid, holder, (Func<CtidRange, string>)(range => IsNew(table, holder, range)))
        );
}
