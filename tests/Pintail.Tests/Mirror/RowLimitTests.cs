using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class RowLimitTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE TABLE t AS SELECT i AS a, repeat('x', 900) AS b FROM generate_series(1, 100000) i; ANALYZE t;
        CREATE TABLE u AS SELECT i AS a FROM generate_series(1, 50) i;
        CREATE TABLE p (a int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (50);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (50) TO (100);
        INSERT INTO p SELECT i FROM generate_series(0, 99) i;
        """;

    [Fact]
    public async Task Limit_counts_over_the_whole_table_and_a_tables_own_wins()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with
        {
            RowLimit = 60,
            RowLimits = new Dictionary<string, long> { ["public.u"] = 7 },
        };

        await mirror.SucceedAsync();

        Assert.Equal(
            "60|7|60|60",
            mirror.Scalar(
                """
                SELECT (SELECT count(*) FROM public.t), (SELECT count(*) FROM public.u), count(*), count(DISTINCT a)
                FROM public.p
                """
            )
        );
        Assert.All(mirror.Plan!.Tables, table => Assert.Single(table.Ranges));
        Assert.Equal(60, mirror.Plan.Tables.Single(table => table.Name == "public.t").ExpectedRows);
        var limited = mirror.Plan.Findings.Where(found => found.Kind == FindingKind.RowsLimited).ToList();
        Assert.Equal(["public.p", "public.t", "public.u"], limited.Select(found => found.Relation!).Order());
        Assert.All(limited, found => Assert.Equal(FindingSeverity.Note, found.Severity));
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM main.last_sync_time"));
    }

    [Fact]
    public async Task Limit_of_nothing_makes_an_empty_table_and_goes_with_a_condition()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with
        {
            RowLimits = new Dictionary<string, long> { ["public.u"] = 0, ["public.p"] = 3 },
            RowFilters = new Dictionary<string, string> { ["public.p"] = "a > 90" },
        };

        await mirror.SucceedAsync();

        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM public.u"));
        Assert.Equal("3|true", mirror.Scalar("SELECT count(*), min(a) > 90 FROM public.p"), ignoreCase: true);
        Assert.Equal("100000", mirror.Scalar("SELECT count(*) FROM public.t"));
    }
}
