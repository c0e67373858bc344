using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class StrictTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData("CREATE TABLE t (n numeric); INSERT INTO t VALUES ('NaN')")]
    [InlineData("CREATE TABLE t (a int, w tsvector)")]
    [InlineData("CREATE TABLE t (a int); CREATE VIEW v AS SELECT 1 AS a")]
    [InlineData("CREATE TABLE t (a int); CREATE TABLE u (b int, \"B\" int)")]
    public async Task Deviation_ends_the_run_before_anything_is_read_or_made(string sql)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, sql);
        var started = 0;
        mirror.OnTableStarted = _ => started++;
        mirror.Spec = mirror.Spec with { Strict = true };

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.Configuration, ExitCodes.Usage), (error.Kind, error.Kind.ExitCode()));
        Assert.StartsWith("--strict: ", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(mirror.TargetFile));
        Assert.Equal(0, started);
    }

    [Fact]
    public async Task What_the_user_chose_and_what_is_good_to_know_is_no_deviation()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t AS SELECT i AS a, 'a'::tsvector AS x FROM generate_series(1, 9) i; CREATE TABLE gone (a int);
            CREATE UNLOGGED TABLE u (a int, x tsvector); CREATE TABLE p (a int) PARTITION BY LIST (a);
            """
        );
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("DROP TABLE gone");
        mirror.Spec = mirror.Spec with
        {
            Strict = true,
            ExcludedColumns = ["public.t.x"],
            ColumnTypes = new Dictionary<string, string> { ["public.u.x"] = "VARCHAR" },
            RowFilters = new Dictionary<string, string> { ["public.t"] = "a > 1" },
            RowLimit = 5,
        };

        await mirror.SucceedAsync();

        Assert.Superset(
            new HashSet<FindingKind>
            {
                FindingKind.ColumnExcluded,
                FindingKind.ColumnTypeChosen,
                FindingKind.RowsFiltered,
                FindingKind.RowsLimited,
                FindingKind.Unlogged,
                FindingKind.PartitionsCountedOnce,
                FindingKind.SourceGone,
            },
            mirror.Plan!.Findings.Select(found => found.Kind).ToHashSet()
        );
        Assert.Equal("5", mirror.Scalar("SELECT count(*) FROM public.t"));
    }

    [Fact]
    public async Task All_deviations_are_listed_up_to_ten()
    {
        var views = Enumerable.Range(1, 13).Select(number => $"CREATE VIEW v{number:00} AS SELECT 1 AS a;");
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t (a int);" + string.Concat(views));
        mirror.Spec = mirror.Spec with { Strict = true };

        var error = await mirror.FailAsync();

        var lines = error.Message.Split('\n');
        Assert.Equal("--strict: 13 findings:", lines[0]);
        Assert.Equal(12, lines.Length);
        Assert.Contains("public.v10", lines[10], StringComparison.Ordinal);
        Assert.Equal("  and 3 more", lines[11]);
    }
}
