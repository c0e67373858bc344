using Pintail.Mirror;
using Pintail.Tests.Support;
using Pintail.Tests.Verify;
using Pintail.Verify;

namespace Pintail.Tests.Mirror;

/// <summary>What is proved of a table's content before it is published.</summary>
public class ContentProofTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Tables = """
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE t (
            id int PRIMARY KEY, b boolean, n numeric(10,2), u numeric, s text, c char(7), d date, at timestamptz, m mood,
            j jsonb, y bytea, a int[], k uuid
        );
        INSERT INTO t SELECT i, i % 3 = 0, i / 7.0, i / 8.0, repeat('x', i % 40), 'c' || i % 9, '2020-01-01'::date + i,
            '2020-01-01 00:00:00+00'::timestamptz + i * interval '1 minute', CASE i % 2 WHEN 0 THEN 'sad' ELSE 'happy' END::mood,
            jsonb_build_object('i', i), decode(md5(i::text), 'hex'), ARRAY[i, NULL, i * 2], md5(i::text)::uuid
        FROM generate_series(1, 20000) i;
        INSERT INTO t (id) VALUES (0);
        CREATE TABLE empty (LIKE t);
        CREATE TABLE parts (id int, v text) PARTITION BY LIST (id);
        CREATE TABLE part1 PARTITION OF parts FOR VALUES IN (1);
        CREATE TABLE part2 PARTITION OF parts FOR VALUES IN (2);
        INSERT INTO parts VALUES (1, 'one'), (2, 'two'), (2, NULL)
        """;

    [Fact]
    public async Task Content_of_every_table_is_proved_on_all_servers()
    {
        foreach (var server in PostgresFixture.ServerNames)
        {
            using var harness = await MirrorHarness.CreateAsync(fixture, Tables, server);
            harness.Spec = harness.Spec with { Prove = ProofLevel.Content };
            await harness.SucceedAsync();
            var proofs = harness.Rows("SELECT source_table, proof FROM pintail.table_run ORDER BY 1");
            Assert.Equal(3, proofs.Count);
            Assert.All(proofs, proof => Assert.Contains("columns as sent; texts: ", proof, StringComparison.Ordinal));
            Assert.Contains("content: 13 columns as sent", proofs[2], StringComparison.Ordinal);
            Assert.DoesNotContain("texts: 0 sampled", proofs[2], StringComparison.Ordinal);
            Assert.Contains("texts: 3 sampled rows alike in 2 columns", proofs[1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ProofLevel.None, null)]
    [InlineData(ProofLevel.Counts, "rows: 3 sent, decoded and stored")]
    public async Task Less_is_proved_where_less_is_asked_for(ProofLevel level, string? proof)
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t AS SELECT i FROM generate_series(1, 3) i"
        );
        harness.Spec = harness.Spec with { Prove = level };
        await harness.SucceedAsync();
        Assert.Equal(proof ?? "∅", harness.Scalar("SELECT proof FROM pintail.table_run"));
    }

    [Fact]
    public async Task Views_limits_and_filters_are_proved_too()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            Tables + "; CREATE VIEW v AS SELECT id, s FROM t; CREATE MATERIALIZED VIEW m AS SELECT id, n FROM t"
        );
        harness.Spec = harness.Spec with
        {
            Prove = ProofLevel.Content,
            Views = true,
            RowFilters = new Dictionary<string, string> { ["public.t"] = "t.id % 2 = 0" },
            RowLimits = new Dictionary<string, long> { ["public.parts"] = 2 },
        };
        await harness.SucceedAsync();
        Assert.Equal("10001", harness.Scalar("SELECT count(*) FROM public.t"));
        Assert.Equal("2", harness.Scalar("SELECT count(*) FROM public.parts"));
        Assert.Equal("20001", harness.Scalar("SELECT count(*) FROM public.v"));
    }

    [Fact]
    public async Task Signs_of_zeros_fail_no_proof()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t AS SELECT i AS id, CASE i % 3 WHEN 0 THEN '-0' ELSE '0' END::float8 AS d,
                CASE i % 3 WHEN 0 THEN '-0' ELSE '0' END::float4 AS f, point(CASE i % 3 WHEN 0 THEN '-0' ELSE '0' END::float8, i) AS p,
                ARRAY[CASE i % 3 WHEN 0 THEN '-0' ELSE '0' END::float8] AS a
            FROM generate_series(1, 300000) i
            """
        );
        harness.Spec = harness.Spec with { Prove = ProofLevel.Content };
        await harness.SucceedAsync();
        harness.Spec = harness.Spec with { ExcludedColumns = ["public.t.p", "public.t.a"] };
        await harness.SucceedAsync();
        Assert.Equal(VerifyStatus.Equal, (await Verification.OfTableAsync(harness)).Status);
    }

    [Fact]
    public async Task Table_of_a_thousand_columns_is_asked_copied_and_proved()
    {
        var columns = Enumerable.Range(0, 1_000).Select(number => $"c{number} numeric");
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            $"CREATE TABLE t (id int, {string.Join(", ", columns)}); INSERT INTO t (id, c0, c999) VALUES (1, 1.5, 2.25)"
        );
        harness.Spec = harness.Spec with { Prove = ProofLevel.Content };
        await harness.SucceedAsync();
        Assert.Equal("1.5|2.25", harness.Scalar("SELECT c0::VARCHAR, c999::VARCHAR FROM public.t"));
    }

    [Fact]
    public async Task Casts_that_somebody_made_decide_and_print_nothing()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE FUNCTION f(numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'forty digits of rubbish, to be counted!!' $$;
            CREATE CAST (numeric AS text) WITH FUNCTION f(numeric) AS IMPLICIT;
            CREATE FUNCTION g(varbit) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'rubbish' $$;
            CREATE CAST (varbit AS text) WITH FUNCTION g(varbit) AS IMPLICIT;
            CREATE TABLE t AS SELECT i / 8.0 AS n, B'101'::varbit AS b FROM generate_series(1, 100) i
            """
        );
        harness.Spec = harness.Spec with { Prove = ProofLevel.Content, Probe = true };
        await harness.SucceedAsync();
        Assert.Equal("DECIMAL(38,3)|BIT", harness.Scalar("SELECT DISTINCT typeof(n), typeof(b) FROM public.t"));
    }
}
