using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class MirrorRunTests(PostgresFixture fixture)
{
    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Database_mirrored_has_all_rows_and_is_recorded(string server)
    {
        var source = await fixture.CreateDatabaseAsync(server);
        await source.ExecuteAsync(
            """
            CREATE SCHEMA shop;
            CREATE TABLE shop.orders (id bigint PRIMARY KEY, price numeric(12,2), note text, placed timestamptz);
            INSERT INTO shop.orders SELECT i, i * 1.25, 'order ' || i, '2024-01-01'::timestamptz + i * interval '1 minute' FROM generate_series(1, 50000) i;
            COMMENT ON TABLE shop.orders IS 'what was ''ordered''';
            COMMENT ON COLUMN shop.orders.note IS 'free text';
            CREATE TABLE shop.empty (a int);
            ANALYZE;
            """
        );
        using var mirror = new MirrorHarness(source);

        var result = await mirror.RunAsync();

        Assert.All(result.Tables, table => Assert.Null(table.Error));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            "50000|1562531250.00|order 9|2024-02-04 17:20:00",
            mirror.Scalar(
                "SELECT count(*), sum(price)::varchar, min(note) FILTER (id = 9), strftime(max(placed) AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S') FROM shop.orders"
            )
        );
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM shop.empty"));
        Assert.Equal(
            "shop|orders|50000|1",
            mirror.Scalar(
                "SELECT source_schema, source_table, rows_loaded, attempts FROM main.flight_tracker WHERE source_table = 'orders'"
            )
        );
        Assert.Equal("succeeded|2|50000", mirror.Scalar("SELECT status, tables_loaded, rows_loaded FROM pintail.run"));
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM main.last_sync_time"));
        Assert.Equal(
            "what was 'ordered'",
            mirror.Scalar("SELECT comment FROM duckdb_tables() WHERE table_name = 'orders'")
        );
        Assert.Empty(mirror.Rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '%staging%'"));
    }
}
