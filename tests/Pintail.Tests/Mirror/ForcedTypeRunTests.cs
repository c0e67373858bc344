using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Values that a type asked for cannot hold: Postgres' own cast refuses them with an error that names neither column nor
/// row, so the run finds them, the probe counts them, and they can become NULL.
/// </summary>
public class ForcedTypeRunTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const int LastWithoutInputCheck = 15;

    public static TheoryData<string, string, string, string, string> Casts =>
        new()
        {
            { "npm", "numeric", "DOUBLE", "1e308", "-1e309" },
            { "npm", "numeric", "DOUBLE", "1e-323", "1e-324" },
            { "debian", "numeric", "DOUBLE", "NaN", "1e309" },
            { "npm", "numeric", "FLOAT", "-3.4028235e38", "3.41e38" },
            { "npm", "numeric", "FLOAT", "1e-45", "1e-46" },
            { "debian", "double precision", "FLOAT", "Infinity", "1e39" },
            { "debian", "double precision", "FLOAT", "NaN", "-1e-46" },
            { "npm", "date", "TIMESTAMP", "infinity", "294247-01-11" },
            { "debian", "date", "TIMESTAMP", "294247-01-10", "300000-01-01" },
            { "npm", "date", "TIMESTAMPTZ", "-infinity", "5874897-12-31" },
            { "npm", "timestamp", "TIMESTAMPTZ", "2020-02-29", "294247-01-11" },
            { "npm", "text", "DOUBLE", " 1.5", "1.5x" },
            { "npm", "text", "INTEGER", "17", "seventeen" },
            { "npm", "text", "SMALLINT", "17", "99999" },
            { "npm", "text", "DECIMAL(5,1)", "1.5", "" },
            { "npm", "text", "BOOLEAN", "yes", "maybe" },
            { "npm", "text", "DATE", "2020-02-29", "2021-02-29" },
            { "npm", "text", "TIMESTAMP", "2020-02-29", "294270-01-01" },
            { "npm", "text", "TIMESTAMPTZ", "2020-02-29", "later" },
            { "npm", "text", "TIMETZ", "12:00+01", "noon" },
            { "npm", "text", "INTERVAL", "1 day", "infinity" },
            { "npm", "text", "JSON", "[]", "[" },
            {
                "npm",
                "char(40)",
                "UUID",
                "01234567-89ab-cdef-0123-456789abcdef",
                "01234567-89ab-cdef-0123-456789abcde"
            },
        };

    [Theory]
    [MemberData(nameof(Casts))]
    public async Task Value_out_of_range_is_told_by_key_counted_and_can_become_NULL(
        string server,
        string type,
        string asked,
        string good,
        string bad
    )
    {
        using var harness = await CreateAsync(server, type, asked, good, bad);
        var error = await harness.FailTableAsync("public.t");
        Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind);
        Assert.Contains("Column \"v\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("The first such row: id=7.", error.Message, StringComparison.Ordinal);
        Assert.Contains("--unrepresentable \"public.t.v=null\"", error.Hint, StringComparison.Ordinal);
        Assert.Contains("--column-type \"public.t.v=VARCHAR\"", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("v=text", error.Hint, StringComparison.Ordinal);

        var spec = harness.Spec;
        harness.Spec = spec with { Probe = true };
        var refused = Assert.Single((await harness.PlanAsync()).Refused);
        Assert.Contains("2 rows hold a value", refused.Reason.Message, StringComparison.Ordinal);
        Assert.Contains("--column-type \"public.t.v=VARCHAR\"", refused.Reason.Remedy, StringComparison.Ordinal);

        harness.Spec = spec with
        {
            Unrepresentable = new Dictionary<string, UnrepresentablePolicy>
            {
                ["public.t.v"] = UnrepresentablePolicy.Null,
            },
        };
        await harness.SucceedAsync();
        Assert.Equal(["1"], harness.Rows("SELECT id FROM public.t WHERE v IS NOT NULL"));
        Assert.Equal("4", harness.Scalar("SELECT count(*) FROM public.t"));
    }

    [Theory]
    [InlineData("numeric", "DECIMAL(5,1)", "1.25", "a number with more digits than DECIMAL(5,1), the type asked for")]
    [InlineData("numeric", "DECIMAL(5,1)", "NaN", "NaN, which DECIMAL(5,1), the type asked for")]
    [InlineData("numeric", "DECIMAL(30,1)", "1.25", "a number with more digits than DECIMAL(30,1), the type asked for")]
    [InlineData("numeric", "HUGEINT", "1e38", "a number with more digits than HUGEINT, the type asked for")]
    [InlineData("bigint", "INTEGER", "2147483648", "which INTEGER, the type asked for")]
    public async Task Number_that_does_not_fit_says_which_option_chose_the_type(
        string type,
        string asked,
        string bad,
        string said
    )
    {
        using var harness = await CreateAsync("npm", type, asked, "1", bad);
        var error = await harness.FailTableAsync("public.t");
        Assert.Contains($"{said} with --column-type", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("declared", error.Message, StringComparison.Ordinal);
        Assert.Contains("--column-type \"public.t.v=VARCHAR\"", error.Hint, StringComparison.Ordinal);
    }

    /// <summary>Rounding ends halfway between two numbers: the predicates and the casts must agree to the last bit.</summary>
    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Limits_of_floats_are_those_of_the_casts(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE FUNCTION fits(value text, source text, target text) RETURNS boolean LANGUAGE plpgsql AS $$
            BEGIN
                EXECUTE format('SELECT %L::%s::%s', value, source, target);
                RETURN true;
            EXCEPTION WHEN numeric_value_out_of_range THEN
                RETURN false;
            END $$
            """
        );
        foreach (var (source, target) in new[] { ("numeric", "float8"), ("numeric", "float4"), ("float8", "float4") })
        {
            var predicate = CastLimits.Of(source, target)!("v");
            var wrong = await database.ScalarAsync(
                $"""
                WITH limits (bits, high, low) AS (VALUES ({(target == "float4" ? "24, 128, 150" : "53, 1024, 1075")})),
                edges AS (
                    SELECT v FROM limits, LATERAL (VALUES
                        (2::numeric ^ high - 2::numeric ^ (high - bits - 1)),
                        (2::numeric ^ high - 2::numeric ^ (high - bits - 1) - 1),
                        (2::numeric ^ high - 2::numeric ^ (high - bits - 1) * 1.5),
                        (2::numeric ^ high),
                        (5::numeric ^ low * ('1e-' || low)::numeric),
                        (5::numeric ^ low * ('1e-' || low)::numeric * 1.0000000000000003),
                        (5::numeric ^ low * ('1e-' || low)::numeric * 0.9999999999999998),
                        (0)) AS edge (v)
                )
                SELECT concat(count(*) FILTER (WHERE fits = beyond), ' wrong, ', bool_or(fits), bool_or(beyond))
                FROM (
                    SELECT fits(v::text, '{source}', '{target}'), coalesce({predicate}, false) AS beyond
                    FROM (SELECT v::text::{source} AS v FROM edges UNION ALL SELECT -v::text::{source} FROM edges) AS sides
                ) AS answers
                """
            );
            Assert.Equal("0 wrong, tt", wrong);
        }
    }

    [Fact]
    public async Task Server_that_cannot_try_texts_leaves_a_hint_at_the_choice()
    {
        using var harness = await CreateAsync("debian", "text", "DOUBLE", "1", "one");
        Assert.StartsWith(
            $"{LastWithoutInputCheck}.",
            await harness.Source.ScalarAsync("SHOW server_version"),
            StringComparison.Ordinal
        );
        var error = await harness.FailTableAsync("public.t");
        Assert.Contains("--column-type: public.t.v", error.Hint, StringComparison.Ordinal);
    }

    private async Task<MirrorHarness> CreateAsync(string server, string type, string asked, string good, string bad)
    {
        var harness = await MirrorHarness.CreateAsync(
            fixture,
            $"""
            CREATE TABLE t (id int PRIMARY KEY, v {type});
            INSERT INTO t VALUES (1, '{good}'), (2, NULL), (7, '{bad}'), (8, '{bad}')
            """,
            server
        );
        harness.Spec = harness.Spec with { ColumnTypes = new Dictionary<string, string> { ["public.t.v"] = asked } };
        return harness;
    }
}
