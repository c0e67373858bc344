using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>Statements about whole databases, and those that DuckDB makes several of.</summary>
public class CopyDatabaseTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Source = """
        CREATE TABLE item (id int PRIMARY KEY, kind text);
        INSERT INTO item SELECT i, CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END FROM generate_series(1, 10) i;
        CREATE SCHEMA stock;
        CREATE TABLE stock.sale (day date, amount int) PARTITION BY RANGE (day);
        CREATE TABLE stock.sale_2024 PARTITION OF stock.sale FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        INSERT INTO stock.sale VALUES ('2024-03-03', 5), ('2024-04-04', 6);
        CREATE VIEW few AS SELECT * FROM item WHERE id < 3;
        """;

    [Fact]
    public async Task Whole_database_is_copied_with_its_rows()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run("ATTACH ':memory:' AS copy; COPY FROM DATABASE pg TO copy");
        Assert.Equal(
            ["public|few", "public|item", "stock|sale"],
            harness.Rows(
                "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'copy' ORDER BY ALL"
            )
        );
        Assert.Equal(
            harness.Rows("SELECT * FROM pg.item ORDER BY id"),
            harness.Rows("SELECT * FROM copy.public.item ORDER BY id")
        );
        Assert.Equal(["1|odd", "2|even"], harness.Rows("SELECT * FROM copy.public.few ORDER BY id"));
        Assert.Equal(["2|11"], harness.Rows("SELECT count(*), sum(amount) FROM copy.stock.sale"));
        // It is an ordinary database, not one of views.
        await harness.Source.ExecuteAsync("DELETE FROM item");
        Assert.Equal(["10"], harness.Rows("SELECT count(*) FROM copy.public.item"));
    }

    [Fact]
    public async Task Schema_alone_and_then_the_rows_of_one_snapshot()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run("ATTACH ':memory:' AS copy; COPY FROM DATABASE pg TO copy (SCHEMA)");
        Assert.Equal(["0"], harness.Rows("SELECT count(*) FROM copy.public.item"));
        harness.Run("COPY FROM DATABASE pg TO copy (DATA)");
        Assert.Equal(["10"], harness.Rows("SELECT count(*) FROM copy.public.item"));
    }

    [Fact]
    public async Task Views_are_copied_where_they_have_rows_and_a_place()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            Source
                + "; CREATE MATERIALIZED VIEW filled AS SELECT 5 AS i; CREATE MATERIALIZED VIEW empty AS SELECT 6 AS i WITH NO DATA"
        );
        harness.Run(
            "ATTACH ':memory:' AS copy; COPY FROM DATABASE pg TO copy (SCHEMA); COPY FROM DATABASE pg TO copy (DATA)"
        );
        Assert.Equal(["5|2"], harness.Rows("SELECT i, (SELECT count(*) FROM copy.public.few) FROM copy.public.filled"));
        Assert.Equal(["0"], harness.Rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'empty'"));

        harness.Run(
            """
            ATTACH ':memory:' AS made; CREATE SCHEMA made.stock; CREATE SCHEMA made.public;
            CREATE TABLE made.public.item (id int, kind text); CREATE TABLE made.stock.sale (day date, amount int);
            """
        );
        harness.Run("COPY FROM DATABASE pg TO made (DATA)");
        Assert.Equal(["10"], harness.Rows("SELECT count(*) FROM made.public.item"));
    }

    [Fact]
    public async Task Copy_that_fails_leaves_nothing_and_the_session_goes_on()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        harness.Run("ATTACH ':memory:' AS copy; CREATE SCHEMA copy.stock; CREATE TABLE copy.stock.sale (other int)");
        Assert.ThrowsAny<Exception>(() => harness.Run("COPY FROM DATABASE pg TO copy"));
        Assert.Equal(
            ["stock|sale"],
            harness.Rows("SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'copy'")
        );
        Assert.Equal(["10"], harness.Rows("SELECT count(*) FROM pg.item"));
    }

    [Theory]
    [InlineData("COPY FROM DATABASE memory TO pg")]
    [InlineData("COPY FROM DATABASE pg TO pg")]
    [InlineData("EXPORT DATABASE pg TO 'never-written'")]
    [InlineData("USE pg; EXPORT DATABASE 'never-written' (FORMAT parquet)")]
    public async Task Attached_database_is_neither_written_nor_exported(string sql)
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        var error = Assert.Throws<PintailException>(() => harness.Run(sql));
        Assert.Contains("pg", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists("never-written"));
    }

    [Fact]
    public async Task Partition_without_its_parent_and_columns_by_themselves_are_copied()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        var role = await harness.Source.CreateRoleAsync();
        await harness.Source.ExecuteAsync(
            $"GRANT SELECT (kind) ON item TO {role}; GRANT USAGE ON SCHEMA stock TO {role}; GRANT SELECT ON stock.sale_2024 TO {role}"
        );
        harness.Run(
            $"ATTACH '{harness.Source.Conninfo.Replace("postgres@", role + "@", StringComparison.Ordinal)}' AS few (TYPE postgres); ATTACH ':memory:' AS copy"
        );
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM few.stock.sale_2024"));
        harness.Run("COPY FROM DATABASE few TO copy");
        Assert.Equal(["5"], harness.Rows("SELECT count(*) FROM copy.public.item WHERE kind = 'odd'"));
        Assert.Equal(["2"], harness.Rows("SELECT count(*) FROM copy.stock.sale_2024"));
    }

    [Fact]
    public async Task Statements_that_duckdb_makes_several_of_run()
    {
        using var harness = await SessionHarness.CreateAsync(fixture, Source);
        Assert.Equal(
            ["5|5"],
            harness.Rows("SELECT even, odd FROM (PIVOT (SELECT kind FROM pg.item) ON kind USING count(*))")
        );
        Assert.Equal(["5|5"], harness.Rows("PIVOT (SELECT kind FROM pg.item) ON kind USING count(*)"));
        Assert.Equal(
            ["2"],
            harness.Rows(
                "SELECT count(*) FROM (PIVOT pg.item ON kind USING count(*) GROUP BY id) JOIN pg.stock.sale ON amount = id"
            )
        );
        harness.Run("CREATE TABLE local AS FROM pg.item; ATTACH ':memory:' AS copy; COPY FROM DATABASE memory TO copy");
        Assert.Equal(["10"], harness.Rows("SELECT count(*) FROM copy.local"));
    }
}
