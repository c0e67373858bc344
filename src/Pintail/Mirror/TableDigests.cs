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
        try
        {
            Retries
                .Create(
                    context.Spec,
                    context.Observer.Waiting,
                    context.Time,
                    "asking what changed",
                    context.Streams.Workers.IsSnapshotLost
                )
                .Execute(token => Count(tables, digests, token), cancellation);
        }
        catch (PintailException e) when (IsNoEnd(e))
        {
            // The source gives no connection any more: to ask it again for each table would take for ever.
            if (e.Kind is ErrorKind.SourceUnreachable or ErrorKind.SourceUnavailable)
                context.Observer.Doubted(tables[0], e);
            else
                Halve(tables, digests, e, cancellation);
        }
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

    private void Halve(
        IReadOnlyList<TablePlan> tables,
        Dictionary<uint, IReadOnlyList<HeapDigest>> digests,
        PintailException error,
        CancellationToken cancellation
    )
    {
        if (tables is [var table])
        {
            context.Observer.Doubted(table, error);
            return;
        }
        var half = tables.Count / 2;
        foreach (var part in new[] { tables.Take(half).ToList(), tables.Skip(half).ToList() })
        {
            try
            {
                Count(part, digests, cancellation);
            }
            catch (PintailException e) when (IsNoEnd(e))
            {
                Halve(part, digests, e, cancellation);
            }
        }
    }

    private void Count(
        IReadOnlyList<TablePlan> tables,
        Dictionary<uint, IReadOnlyList<HeapDigest>> digests,
        CancellationToken cancellation
    )
    {
        var counted = questions.Count(tables.SelectMany(Heaps), cancellation);
        foreach (var table in tables)
        {
            digests[table.Relation.Oid] =
            [
                .. table.Holders.Select(holder => counted[(table.Relation.Oid, holder.Oid)]),
            ];
        }
    }

    private bool IsNoEnd(PintailException error) =>
        error.Kind != ErrorKind.Cancelled && !context.Streams.Workers.IsSnapshotLost();

    private static IEnumerable<(uint Table, Relation Heap, Func<CtidRange, string> NewSql)> Heaps(TablePlan table) =>
        table.Holders.Select(holder =>
            (table.Relation.Oid, holder, (Func<CtidRange, string>)(range => IsNew(table, holder, range)))
        );
}
