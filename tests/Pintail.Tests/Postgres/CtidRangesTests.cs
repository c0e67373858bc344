using FsCheck;
using FsCheck.Fluent;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class CtidRangesTests(PostgresFixture fixture)
{
    private const int Block = 8192;

    private static readonly Catalog Server18 = new()
    {
        ServerVersionNumber = 180_000,
        ServerVersion = "18.0",
        Database = "d",
        Encoding = "UTF8",
        IsInRecovery = false,
        Relations = [],
    };

    [Fact]
    public void Ranges_cover_every_page_exactly_once_and_are_alike_in_size()
    {
        var sizes =
            from pages in Gen.OneOf(Gen.Choose(0, 50), Gen.Choose(0, 2_000_000))
            from rest in Gen.Choose(0, Block - 1)
            from target in Gen.OneOf(Gen.Choose(1, 10), Gen.Choose(500, 10_000))
            select (Bytes: ((long)pages * Block) + rest, Target: (long)target * Block);
        Prop.ForAll(
                sizes.ToArbitrary(),
                size =>
                {
                    var ranges = CtidRanges.Split(size.Bytes, Block, size.Target);
                    Assert.Equal(0, ranges[0].FirstPage);
                    Assert.Null(ranges[^1].EndPage);
                    foreach (var (range, next) in ranges.Zip(ranges.Skip(1)))
                    {
                        Assert.Equal(range.EndPage, next.FirstPage);
                        Assert.InRange(range.EndPage!.Value - range.FirstPage, 1, size.Target / Block);
                    }
                    Assert.True(ranges[^1].FirstPage <= size.Bytes / Block);
                    Assert.True((size.Bytes / Block) - ranges[^1].FirstPage <= size.Target / Block);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(180_000, RelationKind.Table, "heap", 10)]
    [InlineData(140_000, RelationKind.MaterializedView, "heap", 10)]
    [InlineData(130_099, RelationKind.Table, "heap", 1)]
    [InlineData(180_000, RelationKind.Table, "columnar", 1)]
    [InlineData(180_000, RelationKind.ForeignTable, null, 1)]
    [InlineData(180_000, RelationKind.View, null, 1)]
    [InlineData(180_000, RelationKind.PartitionedTable, null, 1)]
    public void Split_only_cuts_heaps_of_servers_with_tid_range_scans(
        int version,
        RelationKind kind,
        string? accessMethod,
        int count
    )
    {
        var relation = Heap(100) with { Kind = kind, AccessMethod = accessMethod };
        var ranges = CtidRanges.Split(relation, Server18 with { ServerVersionNumber = version }, 10 * Block);
        Assert.Equal(count, ranges.Count);
        Assert.Equal(count == 1, ranges[0].Condition is null);
    }

    [Fact]
    public void Condition_names_the_pages()
    {
        var conditions = CtidRanges.Split(Heap(30), Server18, 10 * Block).Select(range => range.Condition);
        Assert.Equal(
            [
                "ctid < '(10,0)'::pg_catalog.tid",
                "ctid >= '(10,0)'::pg_catalog.tid AND ctid < '(20,0)'::pg_catalog.tid",
                "ctid >= '(20,0)'::pg_catalog.tid",
            ],
            conditions
        );
        Assert.Null(Assert.Single(CtidRanges.Split(Heap(10), Server18, 10 * Block)).Condition);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Ranges_read_every_row_once_by_tid_range_scans(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            "CREATE TABLE t AS SELECT x, repeat('x', 500) AS y FROM generate_series(1, 2000) x; DELETE FROM t WHERE x % 7 = 0"
        );
        await using var session = await database.OpenSessionAsync();
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        var ranges = CtidRanges.Split(snapshot.Catalog.Relation("t"), snapshot.Catalog, 16 * Block);
        Assert.InRange(ranges.Count, 5, 20);
        using var worker = session.OpenWorker(default);
        var rows = ranges
            .SelectMany(range => worker.Read($"SELECT x::text FROM public.t WHERE {range.Condition}"))
            .Select(row => int.Parse(row[0]!))
            .ToList();
        Assert.Equal(Enumerable.Range(1, 2000).Where(x => x % 7 != 0), rows);
        var plan = await database.ScalarAsync($"EXPLAIN SELECT x FROM public.t WHERE {ranges[1].Condition}");
        Assert.StartsWith("Tid Range Scan", plan);
    }

    private static Relation Heap(int pages) =>
        new()
        {
            Oid = 1,
            Schema = "public",
            Name = "t",
            Kind = RelationKind.Table,
            AccessMethod = "heap",
            HeapBytes = (long)pages * Block,
        };
}
