using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>Views copied as tables; without --views they are skipped: SkippedRelationTests.</summary>
public class ViewTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE TABLE t AS SELECT i AS a, numeric '1.50' * i AS n FROM generate_series(1, 1000) i;
        CREATE VIEW v AS SELECT a, n::numeric(10, 2) AS n, 'fixed' AS c FROM t WHERE a <= 10;
        CREATE MATERIALIZED VIEW m AS SELECT a FROM t WHERE a > 990;
        COMMENT ON VIEW v IS 'the first ten';
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Views_and_materialized_views_are_copied_as_tables(string server)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql, server);
        mirror.Spec = mirror.Spec with { Views = true };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE t SET n = 0 WHERE a = 10");

        await mirror.SucceedAsync();

        Assert.Equal(["public.m", "public.t", "public.v"], mirror.Tables());
        Assert.Equal("10|67.50|fixed", mirror.Scalar("SELECT count(*), sum(n), min(c) FROM public.v"));
        Assert.Equal("10|991", mirror.Scalar("SELECT count(*), min(a) FROM public.m"));
        Assert.Equal("the first ten", mirror.Scalar("SELECT comment FROM duckdb_tables() WHERE table_name = 'v'"));
        Assert.DoesNotContain(mirror.Plan!.Findings, found => found.Severity > FindingSeverity.Note);
        Assert.All(
            mirror.Plan.Tables.Where(table => table.Name != "public.t"),
            table => Assert.Null(Assert.Single(table.Ranges).WhereSql)
        );
    }

    [Fact]
    public async Task View_can_be_filtered_limited_and_left_columns_of()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Filter("public.v");
        mirror.Spec = mirror.Spec with
        {
            Views = true,
            ExcludedColumns = ["public.v.n"],
            RowFilters = new Dictionary<string, string> { ["public.v"] = "v.n > 3" },
            RowLimit = 5,
        };

        await mirror.SucceedAsync();

        Assert.Equal(
            "5|2|true",
            mirror.Scalar("SELECT count(*), count(*) FILTER (a > 0) - 3, min(a) > 2 FROM public.v"),
            ignoreCase: true
        );
    }

    [Fact]
    public async Task Materialized_view_that_was_never_filled_is_refused_with_the_remedy()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            Sql + "CREATE MATERIALIZED VIEW \"empty M\" AS SELECT a FROM t WITH NO DATA;"
        );
        mirror.Spec = mirror.Spec with { Views = true };

        var error = await mirror.FailTableAsync("public.empty M");

        Assert.Equal(FindingKind.NotPopulated, Assert.Single(mirror.Plan!.Refused).Reason.Kind);
        Assert.Equal(["public.m", "public.t", "public.v"], mirror.Tables());
        await mirror.Source.ExecuteAsync(error.Hint![..(error.Hint!.IndexOf(';') + 1)]);
        await mirror.SucceedAsync();
        Assert.Equal("1000", mirror.Scalar("SELECT count(*) FROM public.\"empty M\""));
    }

    [Fact]
    public async Task Row_security_below_a_view_hides_nothing_in_silence()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 10) i;
            ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON t USING (a <= 3);
            """
        );
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync(
            $"GRANT SELECT ON t TO {role}; GRANT CREATE ON SCHEMA public TO {role}; SET ROLE {role}; CREATE VIEW v AS SELECT * FROM t"
        );
        mirror.ConnectAs(role);
        mirror.Filter("public.v");
        mirror.Spec = mirror.Spec with { Views = true };

        await mirror.FailTableAsync("public.v");

        Assert.Empty(mirror.Tables());
    }
}
