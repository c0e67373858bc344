using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class InheritanceTests(PostgresFixture fixture)
{
    private const string Sql = """
        CREATE TABLE top (id int, name text);
        CREATE TABLE lefty (l int) INHERITS (top);
        CREATE TABLE righty (r int) INHERITS (top);
        CREATE TABLE bottom (b int) INHERITS (lefty, righty);
        INSERT INTO top SELECT i, 'top' FROM generate_series(1, 10) i;
        INSERT INTO lefty SELECT i, 'left', i FROM generate_series(11, 30) i;
        INSERT INTO righty SELECT i, 'right', i FROM generate_series(31, 60) i;
        INSERT INTO bottom SELECT i, 'bottom', i, i, i FROM generate_series(61, 100) i;
        """;

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Parents_hold_their_own_and_their_childrens_rows_once(string server)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql, server);

        await mirror.SucceedAsync();

        foreach (var (table, rows) in new[] { ("top", 100), ("lefty", 60), ("righty", 70), ("bottom", 40) })
        {
            Assert.Equal($"{rows}", await mirror.Source.ScalarAsync($"SELECT count(*) FROM {table}"));
            Assert.Equal($"{rows}|{rows}", mirror.Scalar($"SELECT count(*), count(DISTINCT id) FROM public.{table}"));
        }
        Assert.Equal(
            "id,name",
            mirror.Scalar(
                "SELECT string_agg(column_name, ',' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 'top'"
            )
        );
    }

    [Fact]
    public async Task Parent_of_a_child_that_may_not_be_read_has_its_rows_all_the_same()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var role = await mirror.Source.CreateRoleAsync();
        await mirror.Source.ExecuteAsync($"GRANT SELECT ON top TO {role}");
        mirror.ConnectAs(role);

        await mirror.SucceedAsync();

        Assert.Equal(["public.top"], mirror.Tables());
        Assert.Equal("100", mirror.Scalar("SELECT count(*) FROM public.top"));
    }

    [Fact]
    public async Task Another_sessions_temporary_child_is_none_of_ours()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await using var other = await mirror.Source.OpenAsync();
        await using var make = new Npgsql.NpgsqlCommand(
            "CREATE TEMP TABLE fleeting () INHERITS (top); INSERT INTO fleeting VALUES (1000, 'temp')",
            other
        );
        await make.ExecuteNonQueryAsync();

        await mirror.SucceedAsync();

        Assert.Equal("100", mirror.Scalar("SELECT count(*) FROM public.top"));
    }
}
