// What the next refresh will need to know of the tables that a run is about to publish. It is read after the rows and before
// the publish, within the same snapshot: the rows that the next refresh would take for new although this snapshot sees
// them, and whether the source's log is safe on disk up to this snapshot. After a crash, transactions whose commits were not
// on disk are gone and their ids are given out again, which would make new rows look old.
//
// A table that did not change needs none of it: it has the rows of the snapshot that its record was made at, so the record
// goes on to hold, and a run that finds nothing changed waits for nothing.

using Pintail.Delta;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>What is recorded of one table.</summary>
/// <param name="Base">Null when the next refresh has to copy in full.</param>
/// <param name="Why">Then the reason, as a clause.</param>
internal readonly record struct RecordedBase(RefreshBase? Base, string? Why);

/// <summary>Makes the records. Blocks.</summary>
internal sealed class RefreshRecording(LoadContext context, MirrorPlan plan, HeapQuestions questions)
{
    /// <summary>The log's writer flushes every 200 ms by default.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Longer than a server takes on which anybody commits: an id that is taken is one that verify cannot tell from a change.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>An unchanged table's record is made anew past this: long before its ids are too old to be compared.</summary>
    private const long MostKeptTransactions = DeltaConditions.MostTransactions / 4;

    /// <returns>By the relation's OID; of loaded tables only.</returns>
    public IReadOnlyDictionary<uint, RecordedBase> Make(IEnumerable<LoadedTable> loaded, CancellationToken cancellation)
    {
        var tables = loaded.Where(table => table.IsLoaded).Select(table => table.Plan).ToList();
        var known = tables.Where(table => table.NotDifferencable is null && !KeepsItsRecord(table)).ToList();
        IReadOnlyDictionary<uint, string?> fresh = new Dictionary<uint, string?>();
        string? why = null;
        string? position = null;
        if (known.Count > 0)
        {
            try
            {
                fresh = FindFresh(known, cancellation);
                position = WaitUntilSafe(cancellation);
                why = position is null ? "the source's log was not safe on disk when the copy was made" : null;
            }
            catch (PintailException e) when (e.Kind != ErrorKind.Cancelled && !context.Streams.Workers.IsSnapshotLost())
            {
                why = $"what the next refresh needs could not be read ({e.Message})";
            }
        }
        return tables.ToDictionary(
            table => table.Relation.Oid,
            table =>
                table.NotDifferencable is null && KeepsItsRecord(table) ? new RecordedBase(Kept(table), null)
                : (table.NotDifferencable ?? why) is { } reason ? new RecordedBase(null, reason)
                : new RecordedBase(BaseOf(table, position!, fresh), null)
        );
    }

    private bool KeepsItsRecord(TablePlan table) =>
        IsUnchanged(table)
        && plan.Knowledge.Facts!.NextTransaction - table.Recorded!.Base!.OldestTransaction <= MostKeptTransactions;

    // Where it was not known which late rows the snapshot saw, none are there: they would look new.
    private static RefreshBase Kept(TablePlan table)
    {
        var recorded = table.Recorded!.Base!;
        return recorded with
        {
            Heaps = [.. recorded.Heaps.Select(heap => heap with { FreshRows = heap.FreshRows ?? "" })],
        };
    }

    private static bool IsUnchanged(TablePlan table) => table.Delta is { Level: DeltaLevel.Unchanged };

    // Of tables that did not change, those of the last load: it saw the same rows, and its oldest transaction was no later.
    private Dictionary<uint, string?> FindFresh(List<TablePlan> tables, CancellationToken cancellation)
    {
        var asked = tables.Where(table => !IsUnchanged(table)).SelectMany(table => table.Holders).Distinct();
        var fresh = new Dictionary<uint, string?>(questions.FindFresh(asked, cancellation));
        foreach (var heap in tables.Where(IsUnchanged).SelectMany(table => table.Recorded!.Base!.Heaps))
            fresh[heap.Oid] = heap.FreshRows ?? "";
        return fresh;
    }

    private RefreshBase BaseOf(TablePlan table, string position, IReadOnlyDictionary<uint, string?> fresh)
    {
        var facts = plan.Knowledge.Facts!;
        return new RefreshBase
        {
            SystemIdentifier = facts.Identity.SystemIdentifier,
            Timeline = facts.Identity.Timeline,
            StatsReset = facts.Identity.StatsReset!,
            IsInRecovery = facts.Identity.IsInRecovery,
            DatabaseOid = facts.Identity.DatabaseOid,
            ReadLsn = position,
            OldestTransaction = facts.OldestTransaction,
            Definition = table.Definition,
            Heaps =
            [
                .. table
                    .Holders.Select(holder => facts.Heaps[holder.Oid])
                    .OrderBy(heap => heap.Oid)
                    .Select(heap => new RecordedHeap(
                        heap.Oid,
                        heap.FileNode,
                        heap.TablespaceOid,
                        heap.DefinitionHash,
                        fresh.TryGetValue(heap.Oid, out var rows) ? rows : ""
                    )),
            ],
        };
    }

    /// <summary>
    /// Up to the end that the log had after the snapshot was taken: every commit and abort that the snapshot knows of
    /// stands before it. On a standby what is replayed is safe, but a commit may be seen a moment before the position
    /// counts it, so there the position of now is the one to keep.
    /// </summary>
    /// <returns>The position to record; null when it did not become safe in time.</returns>
    private string? WaitUntilSafe(CancellationToken cancellation)
    {
        var end = plan.Knowledge.Facts!.Identity.Lsn;
        var started = context.Time.GetTimestamp();
        var isNudged = false;
        while (true)
        {
            var now = context
                .Session.ReadCatalogAsync(
                    connection => IdentityReader.ReadAsync(connection, cancellation),
                    cancellation
                )
                .GetAwaiter()
                .GetResult();
            if (now.IsInRecovery)
                return now.Lsn;
            if (LogPosition.Parse(now.FlushedLsn) >= LogPosition.Parse(end))
                return end;
            if (context.Time.GetElapsedTime(started) > context.Spec.DurabilityWait)
                return null;
            if (!isNudged && context.Time.GetElapsedTime(started) > Patience)
            {
                isNudged = true;
                Nudge(cancellation);
            }
            Task.Delay(Pause, context.Time, cancellation).GetAwaiter().GetResult();
        }
    }

    // What no commit waits for (the tidying up of pages that a scan meets, say) an idle server flushes when it gets to it,
    // every fifteen seconds. The end of a transaction that has an id is told to the log's writer, who flushes it within
    // three rounds of 200 ms. The transaction is a worker's, read only, and over when its connection is.
    private void Nudge(CancellationToken cancellation)
    {
        var workers = context.Streams.Workers;
        if (!workers.IsShared)
            return;
        context.Streams.Budget.TakeForTable(cancellation);
        try
        {
            var worker = workers.TakeOrWait(cancellation);
            try
            {
                using var rows = worker.Copy("COPY (SELECT pg_catalog.txid_current()) TO STDOUT (FORMAT binary)");
                for (rows.BeginBatch(); !rows.IsCompleted; rows.BeginBatch())
                {
                    while (rows.TryNextRow(out _, out _)) { }
                }
            }
            finally
            {
                workers.Return(worker, isReusable: false);
            }
        }
        catch (Exception e) when (e is PintailException || PostgresErrors.IsOfSource(e))
        {
            // Then it takes as long as it takes.
        }
        finally
        {
            context.Streams.Budget.Give();
        }
    }
}
