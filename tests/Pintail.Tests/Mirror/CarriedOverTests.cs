using Pintail.Tests.Support;
using Pintail.Types;

namespace Pintail.Tests.Mirror;

/// <summary>What comes along with a table's rows: NOT NULL, defaults, comments, generated columns, and keys by choice.</summary>
public class CarriedOverTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Table = """
        CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
        CREATE TABLE t (
            id int GENERATED ALWAYS AS IDENTITY,
            a text NOT NULL DEFAULT 'it''s',
            b numeric(10,2) DEFAULT 1.5,
            c boolean DEFAULT true,
            d date DEFAULT '2020-02-29',
            e timestamptz DEFAULT now(),
            f mood DEFAULT 'it''s ok',
            g int DEFAULT -5,
            h uuid DEFAULT gen_random_uuid(),
            i int GENERATED ALWAYS AS (g * 2) STORED,
            j text DEFAULT lower('NOT CARRIED'),
            k int[] DEFAULT '{}',
            l jsonb DEFAULT '{}',
            PRIMARY KEY (id),
            UNIQUE (a, b),
            UNIQUE (h)
        );
        COMMENT ON TABLE t IS 'the table''s';
        COMMENT ON COLUMN t.a IS 'the column''s';
        INSERT INTO t (a) VALUES ('x'), ('y')
        """;

    [Fact]
    public async Task Not_null_defaults_and_comments_come_along()
    {
        foreach (var server in PostgresFixture.ServerNames)
        {
            using var harness = await MirrorHarness.CreateAsync(fixture, Table, server);
            await harness.SucceedAsync();
            Assert.Equal(
                [
                    "id|False|∅",
                    "a|False|CAST('it''s' AS VARCHAR)",
                    "b|True|CAST(1.5 AS DECIMAL(10, 2))",
                    "c|True|CAST('t' AS BOOLEAN)",
                    "d|True|CAST('2020-02-29' AS DATE)",
                    "e|True|now()",
                    "f|True|CAST('it''s ok' AS ENUM('sad', 'it''s ok'))",
                    "g|True|CAST('-5' AS INTEGER)",
                    "h|True|gen_random_uuid()",
                    "i|True|∅",
                    "j|True|∅",
                    "k|True|∅",
                    "l|True|CAST('{}' AS JSON)",
                ],
                harness.Rows(
                    """
                    SELECT column_name, is_nullable, replace(column_default, '"', '') FROM duckdb_columns()
                    WHERE schema_name = 'public' AND table_name = 't' ORDER BY column_index
                    """
                )
            );
            Assert.Equal("the table's", harness.Scalar("SELECT comment FROM duckdb_tables() WHERE table_name = 't'"));
            Assert.Equal("-10", harness.Scalar("SELECT DISTINCT i FROM public.t"));
            Assert.Empty(harness.Rows("SELECT index_name FROM duckdb_indexes()"));
            harness.Execute("INSERT INTO public.t (id, a) VALUES (7, 'new')");
            Assert.Equal("1.50|-5|it's ok", harness.Scalar("SELECT b::VARCHAR, g, f FROM public.t WHERE id = 7"));
        }
    }

    [Fact]
    public async Task Keys_come_along_when_they_are_asked_for()
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Table);
        harness.Spec = harness.Spec with { Keys = true };
        for (var run = 0; run < 2; run++)
        {
            await harness.SucceedAsync();
            Assert.Equal(
                "PRIMARY KEY(id)",
                harness.Scalar(
                    "SELECT constraint_text FROM duckdb_constraints() WHERE table_name = 't' AND constraint_type = 'PRIMARY KEY'"
                )
            );
            Assert.Equal(
                ["t.t_a_b_key|[a, b]", "t.t_h_key|[h]"],
                harness.Rows("SELECT index_name, expressions FROM duckdb_indexes() ORDER BY 1")
            );
            await harness.Source.ExecuteAsync("INSERT INTO t (a) VALUES ('z' || random())");
        }
    }

    [Fact]
    public async Task Keys_over_what_the_target_cannot_index_or_tell_apart_are_left_out()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (a int[] PRIMARY KEY, b interval UNIQUE, c int UNIQUE, d int, UNIQUE (c, d));
            INSERT INTO t VALUES ('{1}', '1 day', 1, 1), ('[0:0]={1}', '24:00:01', 2, 2)
            """
        );
        harness.Spec = harness.Spec with { Keys = true, ExcludedColumns = ["public.t.d"] };
        await harness.SucceedAsync();
        Assert.Equal("t.t_c_key", harness.Scalar("SELECT index_name FROM duckdb_indexes()"));
        Assert.Equal("2", harness.Scalar("SELECT count(*) FROM public.t"));
    }

    [Fact]
    public async Task Not_valid_constraint_is_not_carried_over()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (a int); INSERT INTO t VALUES (NULL); ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID"
        );
        await harness.SucceedAsync();
        Assert.Equal("∅", harness.Scalar("SELECT a FROM public.t"));
    }

    [Fact]
    public async Task Column_whose_values_may_become_NULL_is_neither_not_null_nor_a_key()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (v numeric(5,2) PRIMARY KEY); INSERT INTO t VALUES (1), ('NaN')"
        );
        harness.Spec = harness.Spec with
        {
            Keys = true,
            Unrepresentable = new Dictionary<string, UnrepresentablePolicy>
            {
                ["public.t.v"] = UnrepresentablePolicy.Null,
            },
        };
        await harness.SucceedAsync();
        Assert.Equal(["1.00", "∅"], harness.Rows("SELECT v::VARCHAR FROM public.t ORDER BY 1 NULLS LAST"));
        Assert.Equal("True", harness.Scalar("SELECT is_nullable FROM duckdb_columns() WHERE table_name = 't'"));
    }

    [Fact]
    public async Task Key_over_a_type_that_rounds_is_left_out()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE t (v bigint PRIMARY KEY); INSERT INTO t VALUES (16777216), (16777217)"
        );
        harness.Spec = harness.Spec with
        {
            Keys = true,
            ColumnTypes = new Dictionary<string, string> { ["public.t.v"] = "FLOAT" },
        };
        await harness.SucceedAsync();
        Assert.Equal("2|1", harness.Scalar("SELECT count(*), count(DISTINCT v) FROM public.t"));
    }

    [Fact]
    public async Task Keys_and_not_null_of_a_parent_do_not_bind_what_inheriting_tables_hold()
    {
        using var harness = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE parent (id int PRIMARY KEY);
            CREATE TABLE child () INHERITS (parent);
            ALTER TABLE child ALTER id DROP NOT NULL;
            INSERT INTO parent VALUES (1);
            INSERT INTO child VALUES (1), (NULL)
            """,
            "debian"
        );
        harness.Spec = harness.Spec with { Keys = true };
        await harness.SucceedAsync();
        Assert.Equal(["1", "1", "∅"], harness.Rows("SELECT id FROM public.parent ORDER BY 1 NULLS LAST"));
    }
}
