using Pintail.Mirror;
using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Mirror;

/// <summary>Types that only the data decide: numeric without precision, and arrays of other dimensions than declared.</summary>
public class DataDecisionTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("VALUES (1.5), (0.125), (NULL), (-12345678901234567890)", "DECIMAL(38,3)", "-12345678901234567890.000")]
    [InlineData("VALUES (1.10), (2.00)", "DECIMAL(38,1)", "1.1")]
    [InlineData("VALUES (100), (0)", "DECIMAL(38,0)", "0")]
    [InlineData(
        "VALUES (0.00000000000000000000000000000000000001)",
        "DECIMAL(38,38)",
        ".00000000000000000000000000000000000001"
    )]
    [InlineData("VALUES (1e37)", "DECIMAL(38,0)", "10000000000000000000000000000000000000")]
    [InlineData("VALUES (1e38)", "VARCHAR", "100000000000000000000000000000000000000")]
    [InlineData("VALUES (1e20), (1e-19)", "VARCHAR", "0.0000000000000000001")]
    [InlineData("VALUES (1.50), ('NaN')", "VARCHAR", "1.50")]
    [InlineData("SELECT NULL WHERE false", "DECIMAL(38,0)", null)]
    public async Task Numeric_without_precision_gets_the_scale_that_its_data_need(
        string values,
        string type,
        string? least
    )
    {
        foreach (var server in PostgresFixture.ServerNames)
        {
            using var harness = await MirrorHarness.CreateAsync(
                fixture,
                $"CREATE TABLE t (v numeric); INSERT INTO t {values}",
                server
            );
            await harness.SucceedAsync();
            Assert.Equal(
                type,
                harness.Scalar(
                    "SELECT data_type FROM duckdb_columns() WHERE table_name = 't' AND schema_name = 'public'"
                )
            );
            Assert.Equal(
                least ?? "∅",
                harness.Scalar("SELECT CAST(min(v) AS VARCHAR) FROM public.t WHERE CAST(v AS VARCHAR) <> 'NaN'")
            );
        }
    }

    [Fact]
    public async Task Declared_numerics_that_no_DECIMAL_has_are_decided_by_the_data_too()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (a numeric(50,2), b numeric(5,-2), c numeric(2,5)); INSERT INTO t VALUES (1.25, 12345, 0.00012)"
        );
        await harness.SucceedAsync();
        Assert.Equal("1.25|12300|0.00012", harness.Scalar("SELECT a::VARCHAR, b::VARCHAR, c::VARCHAR FROM public.t"));
        Assert.Equal(
            "DECIMAL(38,2)|DECIMAL(38,0)|DECIMAL(38,5)",
            harness.Scalar("SELECT typeof(a), typeof(b), typeof(c) FROM public.t")
        );
    }

    [Fact]
    public async Task Choice_is_kept_and_only_widens()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (v numeric); INSERT INTO t VALUES (1.25)"
        );
        await harness.SucceedAsync();
        Assert.Equal("DECIMAL(38,2)", harness.Scalar("SELECT typeof(v) FROM public.t"));

        await harness.Source.ExecuteAsync("UPDATE t SET v = 3");
        await harness.SucceedAsync();
        Assert.Equal("DECIMAL(38,2)", harness.Scalar("SELECT typeof(v) FROM public.t"));

        await harness.Source.ExecuteAsync("UPDATE t SET v = 0.1234");
        await harness.SucceedAsync();
        Assert.Equal("DECIMAL(38,4)", harness.Scalar("SELECT typeof(v) FROM public.t"));

        await harness.Source.ExecuteAsync("UPDATE t SET v = 1e36");
        await harness.SucceedAsync();
        Assert.Equal("VARCHAR", harness.Scalar("SELECT typeof(v) FROM public.t"));

        await harness.Source.ExecuteAsync("UPDATE t SET v = 1");
        await harness.SucceedAsync();
        Assert.Equal("VARCHAR", harness.Scalar("SELECT typeof(v) FROM public.t"));
    }

    [Fact]
    public async Task State_of_an_older_version_is_read_and_gets_the_column()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (v numeric); INSERT INTO t VALUES (1.25)"
        );
        await harness.SucceedAsync();
        harness.Execute("ALTER TABLE pintail.table_state DROP COLUMN column_types");
        await harness.PlanAsync();
        await harness.SucceedAsync();
        Assert.Equal("""{"v":"DECIMAL(38,2)"}""", harness.Scalar("SELECT column_types FROM pintail.table_state"));
    }

    [Fact]
    public async Task Array_of_other_dimensions_than_declared_becomes_json_and_stays_it()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (id int, a int[], b text[][]);
            INSERT INTO t VALUES (1, '{1,2}', '{{a,b},{c,NULL}}'), (2, '{{1,2},{3,4}}', '{}'), (3, NULL, NULL)
            """
        );
        await harness.SucceedAsync();
        Assert.Equal(["JSON|VARCHAR[][]"], harness.Rows("SELECT DISTINCT typeof(a), typeof(b) FROM public.t"));
        Assert.Equal(
            ["[1,2]|[[a, b], [c, NULL]]", "[[1,2],[3,4]]|[]", "∅|∅"],
            harness.Rows("SELECT a::VARCHAR, b::VARCHAR FROM public.t ORDER BY id")
        );
        await harness.Source.ExecuteAsync("DELETE FROM t WHERE id = 2");
        await harness.SucceedAsync();
        Assert.Equal("JSON", harness.Scalar("SELECT DISTINCT typeof(a) FROM public.t"));
    }

    [Fact]
    public async Task Array_of_unknown_depth_has_the_depth_of_its_data()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT ARRAY[[1,2],[3,4]] AS a"
        );
        await harness.Source.ExecuteAsync("UPDATE pg_attribute SET attndims = 0 WHERE attrelid = 't'::regclass");
        await harness.SucceedAsync();
        Assert.Equal("INTEGER[][]", harness.Scalar("SELECT typeof(a) FROM public.t"));
        await harness.SucceedAsync();
        Assert.Equal("INTEGER[][]", harness.Scalar("SELECT typeof(a) FROM public.t"));

        await harness.Source.ExecuteAsync("UPDATE t SET a = '{1}'");
        await harness.SucceedAsync();
        Assert.Equal("JSON", harness.Scalar("SELECT typeof(a) FROM public.t"));
    }

    [Fact]
    public async Task Depth_that_was_found_stays_while_there_are_no_values_whoever_asks()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT ARRAY[[1,2],[3,4]] AS a, ARRAY[1] AS b"
        );
        await harness.Source.ExecuteAsync("UPDATE pg_attribute SET attndims = 0 WHERE attrelid = 't'::regclass");
        await harness.SucceedAsync();
        await harness.Source.ExecuteAsync("UPDATE t SET a = '{}', b = '{{1}}'");
        await harness.SucceedAsync();
        Assert.Equal(["INTEGER[][]|JSON"], harness.Rows("SELECT typeof(a), typeof(b) FROM public.t"));
    }

    [Fact]
    public async Task Array_that_turns_out_otherwise_while_it_is_copied_is_told_and_read_again()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (id int, a int[], b text[], v numeric);
            INSERT INTO t SELECT i, ARRAY[i], ARRAY['x'], i / 8.0 FROM generate_series(1, 30000) i;
            INSERT INTO t VALUES (0, '{{1,2},{3,4}}', '{{{x}}}', 1)
            """
        );
        var result = await harness.SucceedAsync();
        Assert.Equal(30_001, Assert.Single(result.Tables).Rows);
        Assert.Equal(
            ["JSON|JSON|DECIMAL(38,3)"],
            harness.Rows("SELECT DISTINCT typeof(a), typeof(b), typeof(v) FROM public.t")
        );
        Assert.Equal("30001", harness.Scalar("SELECT count(*) FROM public.t"));
        Assert.Equal(
            ["a", "b"],
            result
                .Plan.Findings.Where(finding => finding.Kind == FindingKind.ColumnAsText)
                .Select(finding => finding.Column)
        );
    }

    [Fact]
    public async Task Strict_run_learns_of_other_dimensions_before_it_reads()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (a int[]); INSERT INTO t VALUES ('{1}'), ('{{1}}')"
        );
        harness.Spec = harness.Spec with { Strict = true };
        var error = await Assert.ThrowsAsync<PintailException>(() => harness.RunAsync());
        Assert.Contains("public.t.a", error.Message);
        Assert.False(File.Exists(harness.TargetFile));
    }

    [Fact]
    public async Task Plan_leaves_the_scale_open_and_says_it_when_it_probes()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (v numeric, a int[]); INSERT INTO t VALUES (1.25, '[0:1]={1,2}'), (1.5, '{1}');
            CREATE TABLE u (d numeric(10,2)); INSERT INTO u VALUES ('NaN'), ('NaN'), (1)
            """
        );
        var open = await harness.PlanAsync();
        Assert.Equal(
            "DECIMAL(38,s)",
            open.Tables.Single(table => table.Name == "public.t").Columns[0].Mapping.DuckDBTypeSql
        );

        harness.Spec = harness.Spec with { Probe = true };
        var probed = await harness.PlanAsync();
        Assert.Equal("DECIMAL(38,2)", Assert.Single(probed.Tables).Columns[0].Mapping.DuckDBTypeSql);
        var nan = Assert.Single(probed.Findings, finding => finding.Kind == FindingKind.ColumnRefused);
        Assert.Equal("d", nan.Column);
        Assert.Contains("2 rows", nan.Message, StringComparison.Ordinal);
        Assert.Contains("--unrepresentable \"public.u.d=null\"", nan.Remedy, StringComparison.Ordinal);
        Assert.Equal(
            "a",
            Assert.Single(probed.Findings, finding => finding.Kind == FindingKind.LowerBoundsDropped).Column
        );
    }

    [Fact]
    public async Task NaN_in_a_numeric_that_may_become_NULL_leaves_it_a_decimal()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (v numeric); INSERT INTO t VALUES (1.25), ('NaN')"
        );
        harness.Spec = harness.Spec with
        {
            Unrepresentable = new Dictionary<string, UnrepresentablePolicy>
            {
                ["public.t.v"] = UnrepresentablePolicy.Null,
            },
        };
        await harness.SucceedAsync();
        Assert.Equal(["1.25", "∅"], harness.Rows("SELECT v::VARCHAR FROM public.t ORDER BY v NULLS LAST"));
        Assert.Equal("DECIMAL(38,2)", harness.Scalar("SELECT DISTINCT typeof(v) FROM public.t"));
    }

    [Theory]
    [InlineData("id int, code text, PRIMARY KEY (code, id)", "code=b, id=2")]
    [InlineData("id int, code text", "ctid=(0,2)")]
    public async Task Value_that_does_not_fit_is_told_with_the_key_of_its_row(string columns, string key)
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            $"CREATE TABLE t (v numeric(5,2), {columns}); INSERT INTO t VALUES (1, 1, 'a'), ('NaN', 2, 'b'), ('NaN', 3, 'c')"
        );
        var error = await harness.FailTableAsync("public.t");
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("Column \"v\"", error.Message, StringComparison.Ordinal);
        Assert.Contains($"The first such row: {key}.", error.Message, StringComparison.Ordinal);
        Assert.Contains("--unrepresentable \"public.t.v=null\"", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_because_of_NaN_becomes_a_decimal_when_NaN_may_become_NULL()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (v numeric); INSERT INTO t VALUES (1.25), ('NaN')"
        );
        await harness.SucceedAsync();
        Assert.Equal("VARCHAR", harness.Scalar("SELECT DISTINCT typeof(v) FROM public.t"));
        harness.Spec = harness.Spec with
        {
            Unrepresentable = new Dictionary<string, UnrepresentablePolicy>
            {
                ["public.t.v"] = UnrepresentablePolicy.Null,
            },
        };
        await harness.SucceedAsync();
        Assert.Equal("DECIMAL(38,2)", harness.Scalar("SELECT DISTINCT typeof(v) FROM public.t"));
    }
}
