using Pintail.DuckDB;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session;

/// <summary>Relations that are not simply read: foreign tables, and those that the role may not read.</summary>
public class OtherRelationTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData("FROM pg.f", "1")]
    [InlineData("SELECT count(*) FROM pg.f", "1")]
    [InlineData("SELECT f.a FROM pg.f JOIN pg.t ON f.a = t.a::VARCHAR", "1")]
    [InlineData("SELECT a FROM pg.f WHERE a = '1' LIMIT 5", "1")]
    [InlineData("BEGIN; FROM pg.t; FROM pg.f", "1")]
    [InlineData("CREATE TABLE c AS FROM pg.f; FROM c", "1")]
    [InlineData("COPY FROM DATABASE pg TO memory; FROM memory.public.f", "1")]
    [InlineData("SELECT table_type FROM information_schema.tables WHERE table_name = 'f'", "BASE TABLE")]
    public async Task Foreign_table_is_read_like_another(string sql, string expected)
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            """
            CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
            CREATE FOREIGN TABLE f (a text) SERVER files OPTIONS (program 'echo 1');
            CREATE TABLE t AS SELECT 1 AS a
            """,
            "debian"
        );
        Assert.Equal([expected], harness.Rows(sql));
    }

    [Fact]
    public async Task Value_that_cannot_be_read_is_told_with_what_a_session_can_do()
    {
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            "CREATE TABLE bits (id int, b varbit); INSERT INTO bits VALUES (1, ''), (2, '101')"
        );
        var error = Assert.Throws<PintailException>(() => harness.Rows("FROM pg.bits"));
        Assert.Contains("leave the column out of the statement", error.Hint);
        Assert.Equal(["1", "2"], harness.Rows("SELECT id FROM pg.bits ORDER BY id"));
        Assert.Equal(
            ["|101"],
            harness.Rows(
                "SELECT string_agg(b, '|' ORDER BY id) FROM postgres_query('pg', 'SELECT id, b::text FROM bits')"
            )
        );
    }

    [Theory]
    [InlineData("FROM pg.secret")]
    [InlineData("SELECT * FROM pg.open JOIN pg.public.SECRET USING (x)")]
    [InlineData("FROM pg.hidden.t")]
    public async Task Relation_that_the_role_may_not_read_is_told_with_what_to_grant(string sql)
    {
        var role = $"reader_{Guid.NewGuid():N}";
        using var harness = await SessionHarness.CreateAsync(
            fixture,
            $"""
            CREATE TABLE secret AS SELECT 1 AS x; CREATE TABLE open AS SELECT 1 AS x; CREATE SCHEMA hidden; CREATE TABLE hidden.t AS SELECT 1 AS x;
            CREATE ROLE {role} LOGIN; GRANT SELECT ON open TO {role}
            """
        );
        var conninfo =
            $"host={harness.Source.Server.Host} port={harness.Source.Server.Port} user={role} dbname={harness.Source.Name}";
        harness.Run($"DETACH pg; ATTACH '{conninfo}' AS pg (TYPE postgres)");
        var error = Assert.Throws<PintailException>(() => harness.Rows(sql));
        Assert.Equal(ErrorKind.SourcePermission, error.Kind);
        Assert.Contains("GRANT SELECT ON", error.Hint);
        Assert.Equal(["1"], harness.Rows("FROM pg.open"));
        Assert.Throws<DuckDBException>(() => harness.Rows("FROM pg.nothing"));
    }
}
