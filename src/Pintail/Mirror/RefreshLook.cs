// Looks at all tables that may be refreshed by difference before any of them is read: one pass over the rows' headers at
// the source, and a count in the target. Tables that stand as they did are done with that. What has changed too much, or
// in a way that only a full copy can follow, is planned as one.

using System.Globalization;
using Pintail.Delta;
using Pintail.Postgres;
using Pintail.Scan;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>What the look found.</summary>
/// <param name="Unchanged">Done, and not published yet.</param>
/// <param name="Rest">To be loaded, in their order.</param>
internal sealed record RefreshPicture(IReadOnlyList<LoadedTable> Unchanged, IReadOnlyList<TablePlan> Rest);

/// <summary>Finds out what changed. Blocks.</summary>
internal sealed class RefreshLook(LoadContext context, HeapQuestions questions)
{
    /// <summary>Tables that are counted by one statement.</summary>
    private const int CountsPerStatement = 100;

    public RefreshPicture At(IReadOnlyList<TablePlan> all, CancellationToken cancellation)
    {
        var tables = all.Select(table => table.Watermark is null ? table : Append(table, cancellation)).ToList();
        var candidates = tables.Where(table => table.Strategy == RefreshStrategy.Delta).ToList();
        if (candidates.Count == 0)
            return new RefreshPicture([], tables);
        var startedAt = context.Time.GetUtcNow();
        var digests = new TableDigests(context, questions).Read(candidates, cancellation);
        var counts = CountTargets(candidates, cancellation);
        var columns = TargetColumns();
        Failpoint.Reach(Failpoint.Digest);
        var unchanged = new List<LoadedTable>();
        var rest = new List<TablePlan>();
        foreach (var table in tables)
        {
            if (table.Strategy != RefreshStrategy.Delta)
            {
                rest.Add(table);
                continue;
            }
            var hasItsColumns = columns[table.Target.Folded].SequenceEqual(table.Columns.Select(column => column.Name));
            var judged =
                !hasItsColumns ? table.InFull("somebody altered the columns of the target's table")
                : digests.TryGetValue(table.Relation.Oid, out var digest)
                    ? Judge(table, digest, counts[table.Relation.Oid])
                : table.InFull("what changed could not be asked");
            if (judged.Delta is { Level: DeltaLevel.Unchanged })
                unchanged.Add(Unchanged(judged, startedAt));
            else
                rest.Add(judged);
        }
        return new RefreshPicture(unchanged, rest);
    }

    private TablePlan Append(TablePlan table, CancellationToken cancellation)
    {
        using var connection = context.Warehouse.Connect();
        using var interrupt = cancellation.Register(connection.Interrupt);
        var row = connection.Select(
            $"SELECT count(*), {table.Watermark!.HighestSql} FROM {context.Warehouse.Sql(table.Target)}"
        )[0];
        if (row[1] is not string highest)
            return table.InFull("the target has no rows");
        if ((long)row[0]! != table.Recorded!.RowCount)
            return table.InFull(OthersWrote((long)row[0]!, table.Recorded.RowCount));
        var key = MergeKey.Of(table);
        var isNew = table.Watermark.IsNewSql(highest);
        return table with
        {
            Delta = new TableDelta(
                key.Count > 0 ? DeltaLevel.Merged : DeltaLevel.Appended,
                (long)row[0]!,
                Counted: null,
                key,
                [.. ScanPlanner.Whole(table.Ranges).Select(range => range with { WhereSql = isNew })]
            ),
        };
    }

    private static TablePlan Judge(TablePlan table, IReadOnlyList<HeapDigest> digests, long stored)
    {
        var loaded = table.Recorded!.RowCount;
        if (stored != loaded)
            return table.InFull(OthersWrote(stored, loaded));
        var counted = new CountedRows(digests.Sum(digest => digest.Rows), digests.Sum(digest => digest.New));
        var key = MergeKey.Of(table);
        var choice = DeltaChoice.Of(
            loaded,
            counted.Rows,
            counted.New,
            isExact: table.Recorded.Base!.Heaps.All(heap => heap.FreshRows is not null),
            hasKey: key.Count > 0,
            table.Recorded.StaleRows,
            table.AtAnyCost
        );
        return choice.Level == DeltaLevel.Full
            ? table.InFull(choice.Why!)
            : table with
            {
                Delta = new TableDelta(choice.Level, loaded, counted, key, NewRows(table, digests)),
            };
    }

    private static string OthersWrote(long stored, long loaded) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the target has {stored} rows where {loaded} were loaded: others wrote to it"
        );

    private static IReadOnlyList<ScanRange> NewRows(TablePlan table, IReadOnlyList<HeapDigest> digests) =>
        [
            .. digests.SelectMany(digest =>
                DigestPlan
                    .Merge(digest.NewRanges)
                    .Select(range => new ScanRange(
                        $"ONLY {SqlText.Qualified(digest.Heap.Schema, digest.Heap.Name)}",
                        Condition(range, TableDigests.IsNew(table, digest.Heap, range))
                    )
                    {
                        HasPages = true,
                    })
            ),
        ];

    private static string Condition(CtidRange range, string isNew) =>
        range.Condition is { } pages ? $"{pages} AND {isNew}" : isNew;

    private LoadedTable Unchanged(TablePlan table, DateTimeOffset startedAt)
    {
        var rows = table.Recorded!.RowCount;
        var result = new TableResult
        {
            Schema = table.Relation.Schema,
            Table = table.Relation.Name,
            Target = table.Target,
            Status = TableStatus.Loaded,
            Strategy = table.Strategy.Name(),
            Reason = table.Reason,
            Change = TableChange.Unchanged,
            TargetRows = rows,
            Attempts = 1,
            StartedAt = startedAt,
            Duration = context.Time.GetUtcNow() - startedAt,
        };
        return new LoadedTable(table, result)
        {
            Proof = string.Create(
                CultureInfo.InvariantCulture,
                $"rows: {rows} at the source and stored, none written since"
            ),
        };
    }

    // Names alone: a type that somebody altered is found when rows change.
    private ILookup<TargetTable, string> TargetColumns()
    {
        using var connection = context.Warehouse.Connect();
        return connection
            .Select(
                """
                SELECT schema_name, table_name, column_name FROM duckdb_columns()
                WHERE database_name = $1 ORDER BY schema_name, table_name, column_index
                """,
                context.Warehouse.Catalog
            )
            .ToLookup(row => new TargetTable((string)row[0]!, (string)row[1]!).Folded, row => (string)row[2]!);
    }

    private Dictionary<uint, long> CountTargets(IReadOnlyList<TablePlan> tables, CancellationToken cancellation)
    {
        using var connection = context.Warehouse.Connect();
        using var interrupt = cancellation.Register(connection.Interrupt);
        var counts = new Dictionary<uint, long>();
        foreach (var chunk in tables.Chunk(CountsPerStatement))
        {
            var selects = chunk.Select(
                (table, i) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"SELECT {i} AS i, count(*) AS n FROM {context.Warehouse.Sql(table.Target)}"
                    )
            );
            foreach (var row in connection.Select($"SELECT i::BIGINT, n FROM ({string.Join(" UNION ALL ", selects)})"))
                counts[chunk[(int)(long)row[0]!].Relation.Oid] = (long)row[1]!;
        }
        return counts;
    }
}
