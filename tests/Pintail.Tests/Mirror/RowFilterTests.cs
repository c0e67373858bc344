using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class RowFilterTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE TABLE t AS SELECT i AS a, 'x' || i AS b FROM generate_series(1, 20000) i;
        CREATE TABLE u AS SELECT 7 AS a;
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Only_rows_for_which_the_condition_is_true_are_copied(string server)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql, server);
        Where(mirror, "public.t", "a <= 10 OR t.b IN ('x500', 'x501') -- and no more");

        await mirror.SucceedAsync();

        Assert.Equal("12|501", mirror.Scalar("SELECT count(*), max(a) FROM public.t"));
        Assert.Equal("7", mirror.Scalar("SELECT a FROM public.u"));
        var finding = Assert.Single(mirror.Plan!.Findings);
        Assert.Equal(
            (FindingSeverity.Note, FindingKind.RowsFiltered, "public.t"),
            (finding.Severity, finding.Kind, finding.Relation)
        );
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM main.last_sync_time"));
        Assert.StartsWith(
            "rows: 12 sent, decoded and stored, of those that --where selects; content: ",
            mirror.Scalar("SELECT proof FROM pintail.table_run WHERE source_table = 't'")
        );
    }

    [Fact]
    public async Task Condition_holds_for_every_range_and_every_partition()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE p (a int, b text) PARTITION BY RANGE (a);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (50000);
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (50000) TO (100000);
            INSERT INTO p SELECT i, repeat('x', 900) FROM generate_series(0, 99999) i;
            """
        );
        Where(mirror, "public.p", "p.a % 1000 = 0 OR a = 99999");

        await mirror.SucceedAsync();

        Assert.True(Assert.Single(mirror.Plan!.Tables).Ranges.Count > 2);
        Assert.Equal("101|101|99999", mirror.Scalar("SELECT count(*), count(DISTINCT a), max(a) FROM public.p"));
    }

    [Theory]
    [InlineData("nope = 1", "column \"nope\" does not exist")]
    [InlineData("a", "must be type boolean")]
    [InlineData("a = ", "syntax error")]
    [InlineData("a = 'one'", "invalid input syntax")]
    [InlineData("b = 'open", "unterminated quoted string")]
    [InlineData("true /* open", "unterminated")]
    [InlineData("true) TO PROGRAM 'touch /tmp/x' --", "syntax error")]
    [InlineData("a = 1) OR (a = 2", "syntax error")]
    [InlineData("a = 1) UNION ALL SELECT FROM public.t WHERE (true", "syntax error")]
    [InlineData("true THEN true END OR CASE WHEN true", "syntax error")]
    [InlineData("true; DROP TABLE t", "syntax error")]
    [InlineData("true) LIMIT 1; COMMIT; DROP TABLE t; SELECT (1", "multiple commands")]
    [InlineData("true THEN true END; COMMIT; DROP TABLE t; SELECT CASE WHEN true", "syntax error")]
    [InlineData("count(*) > 1", "aggregate functions are not allowed")]
    [InlineData("my_function(a)", "does not exist")]
    public async Task Condition_that_is_none_fails_its_table_alone_and_runs_nothing(string condition, string why)
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT 1 AS a, 'x' AS b; CREATE TABLE u AS SELECT 7 AS a;"
        );
        Where(mirror, "public.t", condition);

        var error = await mirror.FailTableAsync("public.t");

        Assert.Contains("--where of public.t", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(["public.u"], mirror.Tables());
        Assert.Equal("1", await mirror.Source.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Condition_that_fails_on_a_row_fails_its_table_alone()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        Where(mirror, "public.t", "1 / (a - 5) >= 0");

        var error = await mirror.FailTableAsync("public.t");

        Assert.Equal(ErrorKind.SourceQuery, error.Kind);
        Assert.Contains("--where", error.Hint, StringComparison.Ordinal);
        Assert.Equal(["public.u"], mirror.Tables());
    }

    [Fact]
    public async Task Condition_on_a_table_that_is_not_selected_is_not_tried()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        Where(mirror, "public.t", "nonsense");
        mirror.Filter("public.u");

        await mirror.SucceedAsync();

        Assert.Empty(mirror.Plan!.Findings);
    }

    private static void Where(MirrorHarness mirror, string table, string condition) =>
        mirror.Spec = mirror.Spec with { RowFilters = new Dictionary<string, string> { [table] = condition } };
}
