using Pintail.Copy;
using Pintail.Delta;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Types;

namespace Pintail.Mirror;

/// <summary>
/// Asks the source about the rows of many heaps at once, within the run's snapshot, on as many connections as the run has.
/// Blocks.
/// </summary>
internal sealed class HeapQuestions(ReadContext context, MirrorPlan plan, Catalog catalog)
{
    /// <summary>Heaps whose places are asked for by one statement.</summary>
    private const int HeapsPerStatement = 100;

    private RefreshFacts Facts => plan.Knowledge.Facts!;

    /// <summary>Counts rows, and of them those that are new by some SQL.</summary>
    /// <returns>By the OIDs of table and heap.</returns>
    public IReadOnlyDictionary<(uint Table, uint Heap), HeapDigest> Count(
        IEnumerable<(uint Table, Relation Heap, Func<CtidRange, string> NewSql)> heaps,
        CancellationToken cancellation
    )
    {
        var parts = DigestPlan.Parts(heaps, catalog, Facts.Identity.SharedBuffersBytes);
        var statements = DigestPlan.Statements(parts, catalog.BlockBytes).Select(DigestSql.Counts);
        CopyColumn[] columns = [Number("part"), Number("page"), Number("end"), Number("rows"), Number("fresh")];
        var rows = Ask(columns, statements, cancellation);
        return DigestPlan.Sum(
            parts,
            rows.Select(row => ((long)row[0]!, (long)row[1]!, (long?)row[2], (long)row[3]!, (long)row[4]!))
        );
    }

    /// <summary>The rows that this snapshot sees and the next refresh will take for fresh.</summary>
    /// <returns>By the heap's OID, as the state keeps them; null for a heap with too many. Heaps without any are left out.</returns>
    public IReadOnlyDictionary<uint, string?> FindFresh(IEnumerable<Relation> heaps, CancellationToken cancellation)
    {
        if (!Facts.MaySeeFreshRows)
            return new Dictionary<uint, string?>();
        var statements = heaps
            .OrderByDescending(heap => heap.HeapBytes)
            .Chunk(HeapsPerStatement)
            .Select(chunk => DigestSql.Places(chunk, Facts.OldestTransaction, FreshRows.Most + 1));
        var rows = Ask([Number("heap"), Text("place"), Text("transaction")], statements, cancellation);
        return rows.GroupBy(row => (uint)(long)row[0]!, row => ((string)row[1]!, (string)row[2]!))
            .ToDictionary(heap => heap.Key, heap => heap.Count() > FreshRows.Most ? null : FreshRows.Write(heap));
    }

    private List<object?[]> Ask(
        IReadOnlyList<CopyColumn> columns,
        IEnumerable<string> statements,
        CancellationToken cancellation
    )
    {
        var request = new CopyRequest(columns, [.. statements], null);
        if (request.Statements.Count == 0)
            return [];
        try
        {
            return Ask(request, readOnExporter: false, cancellation);
        }
        // Somebody waits to lock one of them; the exporter has its lock already.
        catch (PintailException e) when (e.Kind == ErrorKind.SourceConflict)
        {
            return Ask(request, readOnExporter: true, cancellation);
        }
    }

    private List<object?[]> Ask(CopyRequest request, bool readOnExporter, CancellationToken cancellation)
    {
        context.Streams.Budget.TakeForTable(cancellation);
        using var copy = new TableCopy(request, context.Streams, advanced: null, readOnExporter, cancellation);
        var id = context.Scan.Add(copy);
        try
        {
            using var connection = context.Warehouse.Connect();
            using var interrupt = cancellation.Register(connection.Interrupt);
            using var statement = connection.Prepare($"SELECT * FROM {CopyScan.FunctionName}({id})");
            using var result = statement.Query();
            List<object?[]> rows = [.. result.Rows()];
            if (!copy.IsComplete)
                throw new PintailException(ErrorKind.ProofFailed, "Counting rows ended before its end.", "Run again.");
            return rows;
        }
        catch (Exception e) when (e is not PintailException || copy.Error is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            throw FailureClassifier.Classify(copy.Error ?? e, "Counting rows");
        }
        finally
        {
            context.Scan.Remove(id);
        }
    }

    private static CopyColumn Number(string name) =>
        new(name, () => LogicalType.Of(DuckDBType.BigInt), () => new FixedDecoder<Int8Codec, long>(name));

    private static CopyColumn Text(string name) =>
        new(name, () => LogicalType.Of(DuckDBType.Varchar), () => new TextDecoder<PlainCodec>(name, validate: true));
}
