using Pintail.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class EncodingTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Sql_ascii_text_that_is_not_utf8_fails_its_table_by_column_and_leaves_the_others()
    {
        var source = await fixture.CreateDatabaseAsync(
            options: "ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        );
        await source.ExecuteAsync(
            """
            SET client_encoding = 'SQL_ASCII';
            CREATE TABLE good (note text);
            INSERT INTO good VALUES ('plain'), (E'\xc3\xa9');
            CREATE TABLE bad (id int, note text);
            INSERT INTO bad VALUES (1, 'plain'), (2, E'caf\xe9');
            """
        );
        using var mirror = new MirrorHarness(source);

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        var failed = Assert.Single(result.Tables, table => table.Status == TableStatus.Failed);
        Assert.Equal(ErrorKind.ValueNotRepresentable, failed.Error!.Kind);
        Assert.Contains("public.bad", failed.Error.Message);
        Assert.Contains("note", failed.Error.Message);
        Assert.NotNull(failed.Error.Hint);
        Assert.Equal(1, failed.Attempts);
        Assert.Equal(["plain", "é"], mirror.Rows("SELECT note FROM public.good ORDER BY length(note) DESC"));
    }

    [Fact]
    public async Task Latin1_text_arrives_as_utf8()
    {
        var source = await fixture.CreateDatabaseAsync(
            options: "ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        );
        await source.ExecuteAsync("CREATE TABLE cafés (größe text); INSERT INTO cafés VALUES ('crème brûlée'), ('ÿ')");
        using var mirror = new MirrorHarness(source);

        var result = await mirror.RunAsync();

        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(["crème brûlée", "ÿ"], mirror.Rows("SELECT größe FROM public.cafés ORDER BY 1"));
    }
}
