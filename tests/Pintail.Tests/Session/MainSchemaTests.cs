using Pintail.DuckDB;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>A schema that the source calls main, which is DuckDB's name for where it looks first.</summary>
public class MainSchemaTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData("FROM pg.a", "of public")]
    [InlineData("FROM pg.main.a; FROM pg.a", "of public")]
    [InlineData("SHOW ALL TABLES; FROM pg.a", "of public")]
    [InlineData("SELECT count(*) FROM duckdb_columns(); FROM pg.A", "of public")]
    [InlineData("FROM pg.a; FROM pg.main.a", "of main")]
    [InlineData("FROM pg.MAIN.A", "of main")]
    [InlineData("FROM pg.public.a", "of public")]
    [InlineData("USE pg; FROM a", "of public")]
    [InlineData("USE pg; FROM main.a", "of main")]
    [InlineData("USE pg; FROM public.a", "of public")]
    [InlineData("USE pg.main; FROM a", "of main")]
    [InlineData("USE pg.main; FROM pg.public.a", "of public")]
    [InlineData("SELECT pg.main.a.x FROM pg.main.a", "of main")]
    [InlineData("SELECT l.x || r.x FROM pg.a l JOIN pg.main.a r ON true", "of publicof main")]
    [InlineData("CREATE TABLE c AS SELECT l.x || r.x FROM pg.main.a l, pg.a r; FROM c", "of mainof public")]
    [InlineData("CREATE VIEW memory.v AS FROM pg.a; FROM pg.main.a; FROM memory.v", "of public")]
    [InlineData("CREATE VIEW memory.v AS FROM pg.main.a; FROM pg.a; FROM memory.v", "of main")]
    [InlineData("PREPARE p AS FROM pg.main.a; FROM pg.a; EXECUTE p", "of main")]
    [InlineData("FROM pg.only", null)]
    [InlineData("FROM pg.main.only; FROM pg.only", null)]
    [InlineData("FROM pg.main.only", "only main")]
    [InlineData("FROM pg.main.other", null)]
    [InlineData("USE pg; SELECT main.x FROM a AS main", "of public")]
    [InlineData("USE pg; WITH main AS (FROM a) SELECT main.x FROM main", "of public")]
    [InlineData("USE pg; SELECT main.list_value(1)[1]", "1")]
    [InlineData("USE pg; SELECT string_agg(name, ',' ORDER BY name) FROM (SHOW TABLES)", "a,other")]
    [InlineData("SELECT schema || ' ' || name FROM (SHOW ALL TABLES) WHERE name = 'only'", "pg_source_main only")]
    [InlineData("SELECT schema_name FROM duckdb_tables() WHERE table_name = 'only'", "pg_source_main")]
    [InlineData("SELECT table_schema FROM information_schema.tables WHERE table_name = 'only'", "pg_source_main")]
    [InlineData("SELECT column_type FROM (DESCRIBE pg.main.only)", "VARCHAR")]
    [InlineData("COPY FROM DATABASE pg TO memory; FROM memory.main.a", "of main")]
    public async Task Schema_called_main_and_the_default_one_are_never_taken_for_each_other(
        string sql,
        string? expected
    )
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            """
            CREATE SCHEMA main; CREATE TABLE main.a AS SELECT text 'of main' AS x; CREATE TABLE a AS SELECT text 'of public' AS x;
            CREATE TABLE main.only AS SELECT text 'only main' AS x; CREATE TABLE other AS SELECT text 'other' AS x
            """
        );
        if (expected is null)
            Assert.Throws<DuckDBException>(() => harness.Rows(sql));
        else
            Assert.Equal([expected], harness.Rows(sql));
    }

    [Theory]
    [InlineData("SET search_path = 'pg.main'")]
    [InlineData("SET search_path = 'memory.main,PG.main'")]
    [InlineData("SET schema = \"pg.main\"")]
    [InlineData("USE pg; SET schema = main")]
    [InlineData("FROM query('FROM pg.main.a')")]
    [InlineData("FROM query_table('pg.main.a')")]
    [InlineData("PRAGMA table_info('pg.main.a')")]
    public async Task Schema_called_main_in_a_search_path_is_refused(string sql)
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE SCHEMA main; CREATE TABLE main.a AS SELECT 1 AS x; CREATE TABLE a AS SELECT 2 AS x"
        );
        var error = Assert.Throws<PintailException>(() => harness.Run(sql));
        Assert.Contains("USE pg.main", error.Hint);
        harness.Run($"ATTACH '{harness.Source.Conninfo}' AS another (TYPE postgres)");
        Assert.Throws<PintailException>(() => harness.Run("FROM query('FROM another.main.a')"));
        harness.Run("SET search_path = 'memory.main,pg.public'");
        Assert.Equal(["2"], harness.Rows("FROM a"));
    }

    [Fact]
    public async Task Schema_called_main_may_be_the_default_one()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE SCHEMA main; CREATE TABLE main.a AS SELECT 'of main' AS x; CREATE TABLE a AS SELECT 'of public' AS x",
            options: "TYPE postgres, SCHEMA main"
        );
        Assert.Equal(["of main"], harness.Rows("FROM pg.a"));
        Assert.Equal(["of main"], harness.Rows("FROM pg.main.a"));
        Assert.Equal(["main|a"], harness.Rows("SELECT schema, name FROM (SHOW ALL TABLES)"));
    }
}
