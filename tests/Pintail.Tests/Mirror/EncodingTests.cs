using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class EncodingTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Latin1_database_arrives_as_UTF8()
    {
        var source = await fixture.CreateDatabaseAsync("npm", "ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'");
        await source.ExecuteAsync("CREATE TABLE \"tä\" AS SELECT 'Grüße, señor' AS \"größe\", ARRAY['é'] AS list");
        using var mirror = new MirrorHarness(source);

        await mirror.SucceedAsync();

        Assert.Equal("Grüße, señor|é", mirror.Scalar("SELECT \"größe\", list[1] FROM public.\"tä\""));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_fail_their_table_with_column_and_remedy()
    {
        var source = await fixture.CreateDatabaseAsync("npm", "ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'");
        await source.ExecuteAsync(
            """
            CREATE TABLE good AS SELECT 'Grüße' AS t;
            CREATE TABLE bad AS SELECT 'fine' AS a, E'Gr\xfc\xdfe' AS name;
            CREATE TABLE worse AS SELECT ARRAY[E'\xff'] AS list;
            """
        );
        using var mirror = new MirrorHarness(source);

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.Equal(["public.good"], mirror.Tables());
        Assert.Equal("Grüße", mirror.Scalar("SELECT t FROM public.good"));
        var errors = result
            .Tables.Where(table => table.Error is not null)
            .ToDictionary(table => table.Table, table => table.Error!);
        Assert.Equal(["bad", "worse"], errors.Keys.Order());
        Assert.Contains("public.bad", errors["bad"].Message, StringComparison.Ordinal);
        Assert.Contains("\"name\"", errors["bad"].Message, StringComparison.Ordinal);
        Assert.Contains("\"list\"", errors["worse"].Message, StringComparison.Ordinal);
        Assert.All(errors.Values, error => Assert.Equal(ErrorKind.ValueNotRepresentable, error.Kind));
        Assert.All(errors.Values, error => Assert.NotNull(error.Hint));
        Assert.Empty(mirror.Waits);
    }
}
