using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class StringLiteralTests
{
    [Theory]
    [InlineData("'a''b'", "a'b")]
    [InlineData("'a\\n'", "a\\n")]
    [InlineData("''", "")]
    [InlineData("'a'\n'b'", "ab")]
    [InlineData("'a' -- '\n 'b'", "ab")]
    [InlineData("E'\\b\\f\\n\\r\\t\\q\\\\\\''''", "\b\f\n\r\tq\\''")]
    [InlineData("E'\\x41\\x4a1\\101\\7\\u00e9\\U0001F600\\x'", "AJ1A\aé😀x")]
    [InlineData("E'a'\n'\\t'", "a\t")]
    [InlineData("x'4142'", "4142")]
    [InlineData("$$a'b$$", "a'b")]
    [InlineData("$t$a$$b$t$", "a$$b")]
    [InlineData("'a''", "a'")]
    [InlineData("$t$a", "a")]
    [InlineData("E'a\\", "a\\")]
    public void Value_is_what_the_string_says(string text, string value) =>
        Assert.Equal(value, StringLiteral.Value(text, Assert.Single(SqlTokenizer.Read(text))));

    [Fact]
    public void Value_of_any_token_is_found_without_error()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var text = SqlTexts.Random(random);
            foreach (var token in SqlTokenizer.Read(text).Where(token => token.Kind == SqlTokenKind.String))
                Assert.True(StringLiteral.Value(text, token).Length < token.Length, $"Seed {seed}, text {text}");
        }
    }
}
