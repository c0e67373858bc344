using Pintail.Postgres;

namespace Pintail.Tests.Postgres;

public class ConninfoPasswordFileTests
{
    [Theory]
    [InlineData("h:5432:d:u:p", "p")]
    [InlineData("*:*:*:*:p", "p")]
    [InlineData("h:*:d:*:", "")]
    [InlineData("h:5432:d:u:p:rest", "p")]
    [InlineData(@"h:5432:d:u:p\:q\\r\x", @"p:q\rx")]
    [InlineData(@"h:5432:d:u:p\", @"p\")]
    [InlineData(@"\h:5432:d:u:p", "p")]
    [InlineData("other:5432:d:u:p", null)]
    [InlineData("h:5433:d:u:p", null)]
    [InlineData("hh:5432:d:u:p", null)]
    [InlineData(":5432:d:u:p", null)]
    [InlineData("h:5432:d:u", null)]
    [InlineData("**:5432:d:u:p", null)]
    [InlineData("", null)]
    public void Line_matched_gives_its_password(string line, string? password) =>
        Assert.Equal(password, ConninfoPasswordFile.Match(line, ["h", "5432", "d", "u"]));

    [Fact]
    public void Escaped_colons_match_fields_with_colons() =>
        Assert.Equal("p", ConninfoPasswordFile.Match(@"\:\:1:1:a\\b:*:p", ["::1", "1", @"a\b", "u"]));
}
