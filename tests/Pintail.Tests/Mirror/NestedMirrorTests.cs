using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>Nested and extension types through a whole run, its proofs included, into a file that is opened again.</summary>
public class NestedMirrorTests(PostgresFixture fixture)
{
    private const string Table = """
        CREATE EXTENSION postgis; CREATE EXTENSION hstore;
        CREATE TYPE pair AS (a int, b text);
        CREATE TABLE t AS SELECT
            n AS id,
            CASE WHEN n % 7 > 0 THEN ST_SetSRID(ST_MakePoint(n, -n, n % 3), 2056) END AS geo,
            CASE WHEN n % 5 > 0 THEN ROW(nullif(n % 11, 0), n::text)::pair END AS p,
            ARRAY[ROW(n, NULL)::pair, NULL] AS ps,
            int4range(n, nullif(n, n / 2 * 2) + 1) AS r,
            hstore('k' || n, nullif(n % 3, 0)::text) AS h
        FROM generate_series(1, 5000) n;
        COMMENT ON COLUMN t.geo IS 'where it is';
        """;

    [Fact]
    public async Task Nested_types_are_published_proved_and_said()
    {
        using var harness = await MirrorHarness.CreateAsync(fixture, Table, "debian");
        await harness.SucceedAsync();
        Assert.Equal(
            ["5000|4286|4000|5000|5000"],
            harness.Rows("SELECT count(*), count(geo), count(p), count(ps), count(h) FROM public.t")
        );
        Assert.Equal(
            ["POINT Z (3 -3 0)|{'a': 3, 'b': 3}|[{'a': 3, 'b': NULL}, NULL]|{k3=NULL}"],
            harness.Rows("SELECT st_astext(geo), p::VARCHAR, ps::VARCHAR, h::VARCHAR FROM public.t WHERE id = 3")
        );
        Assert.Equal(
            ["where it is (SRID 2056)"],
            harness.Rows("SELECT comment FROM duckdb_columns() WHERE table_name = 't' AND column_name = 'geo'")
        );
    }
}
