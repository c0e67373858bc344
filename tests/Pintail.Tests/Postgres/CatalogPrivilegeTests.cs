using System.Diagnostics;
using System.Text;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class CatalogPrivilegeTests(PostgresFixture fixture)
{
    public static TheoryData<string> Servers => PostgresFixture.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Privileges_of_the_role_are_told_for_schema_relation_and_column(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE SCHEMA closed; CREATE SCHEMA opened; GRANT USAGE ON SCHEMA opened TO {role};
            CREATE TABLE closed.granted (x int); GRANT SELECT ON closed.granted TO {role};
            CREATE TABLE opened.granted (x int); GRANT SELECT ON opened.granted TO {role};
            CREATE TABLE opened.columns (a int, b int); GRANT SELECT (b) ON opened.columns TO {role};
            CREATE TABLE opened.refused (x int);
            """
        );
        var relations = (await database.ReadCatalogAsync(role)).Relations;
        Assert.Equal(
            [
                ("closed.granted", false, false, "x"),
                ("opened.columns", true, false, "b"),
                ("opened.granted", true, true, "x"),
                ("opened.refused", true, false, ""),
            ],
            relations.Select(relation =>
                (
                    relation.FullName,
                    relation.CanUseSchema,
                    relation.CanSelect,
                    string.Concat(relation.Columns.Where(column => column.CanSelect).Select(column => column.Name))
                )
            )
        );
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Row_security_is_told_where_it_hides_rows_from_this_role(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        var role = await database.CreateRoleAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE guarded (x int); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
            CREATE TABLE owned (x int); ALTER TABLE owned ENABLE ROW LEVEL SECURITY; ALTER TABLE owned OWNER TO {role};
            CREATE TABLE plain (x int); GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
            """
        );
        var hidden = (await database.ReadCatalogAsync(role)).Relations.Where(relation => relation.RowSecurityActive);
        Assert.Equal(["guarded"], hidden.Select(relation => relation.Name));
        Assert.DoesNotContain((await database.ReadCatalogAsync()).Relations, relation => relation.RowSecurityActive);
    }

    [Fact]
    public async Task Names_that_are_not_utf8_do_not_make_the_catalog_unreadable()
    {
        var database = await fixture.CreateDatabaseAsync("npm", "ENCODING 'SQL_ASCII' TEMPLATE template0");
        await database.ExecuteAsync(
            """
            CREATE TABLE t (x int);
            DO $$ BEGIN EXECUTE 'COMMENT ON TABLE t IS ''gr' || chr(252) || 'n'''; END $$
            """
        );
        var catalog = await database.ReadCatalogAsync();
        Assert.Equal("SQL_ASCII", catalog.Encoding);
        Assert.Equal("gr\uFFFDn", catalog.Relation("t").Comment);
    }

    [Fact]
    public async Task Ten_thousand_tables_are_read_in_seconds()
    {
        const int Tables = 10_000;
        var database = await fixture.CreateDatabaseAsync();
        var columns = new StringBuilder();
        for (var number = 0; number < 10; number++)
        {
            columns.Append(number == 0 ? "" : ", ").Append($"c{number} int");
        }
        // One transaction each thousand, as the lock table holds what a transaction makes.
        for (var from = 0; from < Tables; from += 1000)
        {
            await database.ExecuteAsync(
                $"DO $$ BEGIN FOR n IN {from}..{from + 999} LOOP EXECUTE format('CREATE TABLE t%s ({columns})', n); END LOOP; END $$"
            );
        }
        await using var session = await database.OpenSessionAsync();
        var clock = Stopwatch.StartNew();
        var catalog = await session.ListAsync(default);
        var elapsed = clock.Elapsed;
        Assert.Equal(Tables, catalog.Relations.Count);
        Assert.All(catalog.Relations, relation => Assert.Equal(10, relation.Columns.Count));
        Assert.True(elapsed < TimeSpan.FromSeconds(10), $"The catalog took {elapsed}.");
    }
}
