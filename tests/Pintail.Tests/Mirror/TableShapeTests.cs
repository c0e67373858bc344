using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class TableShapeTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Tables_without_rows_arrive_with_their_columns()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE nothing (id bigint PRIMARY KEY, price numeric(10,2), tags text[]);"
        );

        await mirror.SucceedAsync();

        Assert.Equal(
            ["id|BIGINT", "price|DECIMAL(10,2)", "tags|VARCHAR[]"],
            mirror.Rows("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'nothing'")
        );
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM public.nothing"));
    }

    [Fact]
    public async Task Tables_without_columns_are_skipped_with_a_finding()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            "CREATE TABLE bare (); INSERT INTO bare DEFAULT VALUES; CREATE TABLE t AS SELECT 1 AS a;"
        );

        await mirror.SucceedAsync();

        Assert.Equal(["public.t"], mirror.Tables());
        var finding = Assert.Single(mirror.Plan!.Findings, found => found.Kind == FindingKind.NoColumns);
        Assert.Equal(("public.bare", FindingSeverity.Warning), (finding.Relation, finding.Severity));
    }

    [Fact]
    public async Task Tables_of_1600_columns_are_copied()
    {
        var columns = string.Join(", ", Enumerable.Range(1, 1600).Select(number => $"c{number} bool"));
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            $"CREATE TABLE wide ({columns}); INSERT INTO wide (c1, c1600) SELECT i % 2 = 0, i % 3 = 0 FROM generate_series(1, 300) i"
        );

        await mirror.SucceedAsync();

        Assert.Equal(
            "300|150|100|0|1600",
            mirror.Scalar(
                """
                SELECT count(*), count(*) FILTER (c1), count(*) FILTER (c1600), count(c800),
                       (SELECT count(*) FROM duckdb_columns() WHERE table_name = 'wide')
                FROM public.wide
                """
            )
        );
    }

    [Fact]
    public async Task Generated_and_dropped_columns_arrive_as_a_query_shows_them()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (gone int, a int, stored int GENERATED ALWAYS AS (a * 2) STORED,
                            virtual int GENERATED ALWAYS AS (a * 3) VIRTUAL, also_gone text, z text DEFAULT 'z');
            INSERT INTO t (gone, a) VALUES (1, 10);
            ALTER TABLE t DROP COLUMN gone, DROP COLUMN also_gone, ADD COLUMN late int DEFAULT 99;
            CREATE UNLOGGED TABLE fleeting AS SELECT 1 AS a;
            """
        );

        await mirror.SucceedAsync();

        Assert.Equal("10|20|30|z|99", mirror.Scalar("SELECT * FROM public.t"));
        Assert.Equal("1", mirror.Scalar("SELECT a FROM public.fleeting"));
    }

    [Fact]
    public async Task Rows_of_any_size_arrive()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE t (id int, body text, raw bytea);
            ALTER TABLE t ALTER body SET STORAGE EXTERNAL;
            INSERT INTO t SELECT i, repeat(chr(97 + i % 26), i * 37), decode(repeat('ab', i), 'hex') FROM generate_series(0, 1000) i;
            INSERT INTO t VALUES (-1, repeat('é', 3000000), NULL), (-2, NULL, ''), (-3, '', NULL);
            """
        );

        await mirror.SucceedAsync();

        var sql =
            "SELECT count(*), count(body), count(raw), sum(length(body)), sum(octet_length(raw)), min(id) FILTER (WHERE body = repeat('é', 3000000)) FROM public.t";
        var expected = await mirror.Source.ScalarAsync(
            $"SELECT concat_ws('|', a, b, c, d, e, f) FROM ({sql}) x (a, b, c, d, e, f)"
        );
        Assert.Equal(expected, mirror.Scalar(sql));
    }
}
