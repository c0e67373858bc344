using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

/// <summary>What the server says of statements, on both majors.</summary>
public class StatementDescriberTests(PostgresFixture fixture)
{
    private static StatementDescriber Describer(TestDatabase database) =>
        new(Conninfo.Resolve(database.Conninfo, new Dictionary<string, string>()), moneyFractionDigits: 2);

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Types_are_resolved_that_no_table_uses(string server)
    {
        var database = await fixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync(
            """
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE TYPE pair AS (a mood, b int[]);
            CREATE DOMAIN short AS varchar(3);
            """
        );
        using var describer = Describer(database);
        var found = describer.Describe(
            "SELECT NULL::pair[] AS a, 'x'::short AS b, 1.5::numeric(5,2) AS c, NULL::int4multirange AS d WHERE $1 = 1 OR $2",
            "Asking",
            CancellationToken.None
        );
        Assert.Equal(2, found.ParameterCount);
        var columns = found.Columns!;
        Assert.Equal(["a", "b", "c", "d"], columns.Select(column => column.Name));
        var pair = columns[0].Type.Element!;
        Assert.Equal(["sad", "ok"], pair.Attributes[0].Type.EnumLabels);
        Assert.Equal("int4", pair.Attributes[1].Type.Element!.Name);
        Assert.Equal(("varchar", 7), (columns[1].Type.Name, columns[1].TypeModifier));
        Assert.Equal(((5 << 16) | 2) + 4, columns[2].TypeModifier);
        Assert.Equal("int4range", columns[3].Type.MultirangeOf!.Name);
    }

    [Fact]
    public async Task Statement_is_not_run()
    {
        var database = await fixture.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE t (a int)");
        using var describer = Describer(database);
        Assert.Single(describer.Describe("INSERT INTO t VALUES (1) RETURNING a", "Asking", default).Columns!);
        Assert.Null(describer.Describe("DROP TABLE t", "Asking", default).Columns);
        Assert.Null(describer.Describe("", "Asking", default).Columns);
        Assert.Equal("0", await database.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Lost_connection_is_opened_again()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var describer = Describer(database);
        describer.Describe("SELECT 1", "Asking", CancellationToken.None);
        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        );
        Assert.Single(describer.Describe("SELECT 1", "Asking", CancellationToken.None).Columns!);
    }

    [Fact]
    public async Task Wrong_statement_is_told_with_its_place_and_the_next_one_is_described()
    {
        var database = await fixture.CreateDatabaseAsync();
        using var describer = Describer(database);
        var error = Assert.Throws<PintailException>(() =>
            describer.Describe("SELECT nothing", "Asking", CancellationToken.None)
        );
        Assert.Contains("Asking failed: column \"nothing\" does not exist", error.Message);
        Assert.Contains("at character 8", error.Message);
        Assert.Single(describer.Describe("SELECT 1", "Asking", CancellationToken.None).Columns!);
    }
}
