using Npgsql;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

public class SqlTextTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData("plain")]
    [InlineData("select")]
    [InlineData("it's \"quoted\"; drop table x; --")]
    [InlineData(@"back\slash \' end\")]
    [InlineData("dot.ted $tag$ 🦆\n")]
    public async Task Text_quoted_means_itself_to_the_server(string text)
    {
        var database = await fixture.CreateDatabaseAsync();
        await using var connection = await database.OpenAsync();
        foreach (var strings in new[] { "on", "off" })
        {
            var sql =
                $"SET standard_conforming_strings = {strings}; SELECT {SqlText.Literal(text)} AS {SqlText.Identifier(text)}";
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            Assert.Equal(text, reader.GetString(0));
            Assert.Equal(text, reader.GetName(0));
        }
    }

    [Fact]
    public void Text_with_a_zero_character_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SqlText.Identifier("a\0"));
        Assert.Throws<ArgumentException>(() => SqlText.Literal("a\0"));
        Assert.Equal("\"a\"\"b\".\"c\"", SqlText.Qualified("a\"b", "c"));
    }
}
