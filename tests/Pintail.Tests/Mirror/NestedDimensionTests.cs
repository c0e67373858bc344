using Pintail.Mirror;
using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Mirror;

/// <summary>Arrays within a column's values, whose dimensions nobody can declare anew and the data are not asked for.</summary>
public class NestedDimensionTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    public static TheoryData<string, string, string, string> Nested =>
        new()
        {
            { "CREATE TYPE c AS (n int, a int[])", "c", """(1,"{1,2}")""", """(1,"{{1,2},{3,4}}")""" },
            { "CREATE TYPE c AS (a text[][])", "c", """("{{a,b}}")""", """("{a}")""" },
            { "CREATE TYPE c AS (a int[])", "c[]", """{"(\"{1}\")",NULL}""", """{"(\"{1}\")","(\"{{1}}\")"}""" },
            { "CREATE TYPE r AS RANGE (subtype = int[])", "r", """["{1}","{2}")""", """["{1}","{{2}}")""" },
            { "CREATE DOMAIN d AS int[]", "d[]", """{"{1}",NULL,"{}"}""", """{"{1}","{{1}}"}""" },
            {
                "CREATE TYPE c AS (a int[]); CREATE TYPE o AS (c c, n int)",
                "o",
                """("(""{1}"")",1)""",
                """("(""{{1}}"")",1)"""
            },
        };

    [Theory]
    [MemberData(nameof(Nested))]
    public async Task Array_of_other_dimensions_within_a_value_names_the_remedy_that_works(
        string setup,
        string type,
        string good,
        string bad
    )
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            $"""
            {setup};
            CREATE TABLE t (id int PRIMARY KEY, v {type});
            INSERT INTO t VALUES (1, '{good}'), (2, NULL), (7, '{bad}'), (8, '{bad}')
            """
        );
        var error = await harness.FailTableAsync("public.t");
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("dimensions, where the type declares", error.Message, StringComparison.Ordinal);
        Assert.Contains("The first such row: id=7.", error.Message, StringComparison.Ordinal);
        Assert.Contains("--column-type \"public.t.v=VARCHAR\"", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("ALTER TABLE", error.Hint, StringComparison.Ordinal);

        var spec = harness.Spec;
        harness.Spec = spec with { Probe = true };
        var refused = Assert.Single((await harness.PlanAsync()).Refused);
        Assert.Contains("2 rows hold a value", refused.Reason.Message, StringComparison.Ordinal);

        harness.Spec = spec with { Unrepresentable = Policy(UnrepresentablePolicy.Null) };
        await harness.SucceedAsync();
        Assert.Equal(["1"], harness.Rows("SELECT id FROM public.t WHERE v IS NOT NULL"));

        harness.Spec = spec with { ColumnTypes = new Dictionary<string, string> { ["public.t.v"] = "VARCHAR" } };
        await harness.SucceedAsync();
        Assert.Equal(
            await harness.Source.ScalarAsync("SELECT string_agg(coalesce(v::text, '∅'), ' ' ORDER BY id) FROM t"),
            string.Join(' ', harness.Rows("SELECT v FROM public.t ORDER BY id"))
        );
    }

    [Fact]
    public async Task List_that_the_user_asked_for_stays_one()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (id int, v int[]); INSERT INTO t VALUES (1, '{1}'), (2, '{{2}}')"
        );
        harness.Spec = harness.Spec with
        {
            ColumnTypes = new Dictionary<string, string> { ["public.t.v"] = "INTEGER[]" },
        };
        var error = await harness.FailTableAsync("public.t");
        Assert.Contains("The first such row: ctid=(0,2).", error.Message, StringComparison.Ordinal);
        Assert.Contains("--column-type \"public.t.v=VARCHAR\"", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lower_bounds_are_spoken_of_only_where_the_data_have_others()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE DOMAIN d AS int[];
            CREATE TABLE t (plain int[], shifted int[], mixed int[], dom d, vector int2vector, pair int4range);
            INSERT INTO t VALUES ('{1}', '[0:0]={1}', '{1}', '[2:2]={1}', '1 2', '[1,2)'), (NULL, NULL, '[0:0][0:0]={{1}}', NULL, NULL, NULL)
            """
        );
        var plan = await harness.PlanAsync();
        Assert.DoesNotContain(plan.Tables[0].Columns, column => column.Mapping.Reason?.Contains("bounds") == true);
        Assert.DoesNotContain(plan.Findings, finding => finding.Kind == FindingKind.LowerBoundsDropped);

        harness.Spec = harness.Spec with { Probe = true };
        var probed = await harness.PlanAsync();
        Assert.Equal(
            ["shifted", "mixed", "dom"],
            probed
                .Findings.Where(finding => finding.Kind == FindingKind.LowerBoundsDropped)
                .Select(finding => finding.Column)
        );
    }

    [Fact]
    public async Task Blanks_of_char_are_trimmed_in_JSON_as_they_are_everywhere()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE DOMAIN code AS char(4);
            CREATE TABLE t (id int, a char(3)[], b code[], c char(3)[]);
            INSERT INTO t VALUES (1, '{a,NULL,"b c"}', '{x}', '{a}'), (2, '{{a},{"  d"}}', '{{x}}', '{b}')
            """
        );
        harness.Spec = harness.Spec with { ColumnTypes = new Dictionary<string, string> { ["public.t.c"] = "JSON" } };
        await harness.SucceedAsync();
        Assert.Equal(
            ["""["a",null,"b c"]|["x"]|["a"]""", """[["a"],["  d"]]|[["x"]]|["b"]"""],
            harness.Rows("SELECT a, b, c FROM public.t ORDER BY id")
        );
        Assert.Equal("JSON|JSON|JSON", harness.Scalar("SELECT DISTINCT typeof(a), typeof(b), typeof(c) FROM public.t"));
    }

    private static Dictionary<string, UnrepresentablePolicy> Policy(UnrepresentablePolicy policy) =>
        new() { ["public.t.v"] = policy };
}
