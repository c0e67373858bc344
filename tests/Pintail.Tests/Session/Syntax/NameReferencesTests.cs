using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class NameReferencesTests
{
    [Theory]
    [InlineData("select a.b, c from pg.s.t", "select|a.b|c|from|pg.s.t")]
    [InlineData("from pg . /* x */ \"S s\" -- y\n . \"t\"\"u\"", "from|pg.S s.t\"u")]
    [InlineData("select pg.s.t.c.d", "select|pg.s.t")]
    [InlineData("a..b (c).d e.* f.1", "a|b|c|d|e|f")]
    [InlineData("'pg.t' $$pg.t$$ -- pg.t\n /* pg.t */ 1.e", "e")]
    [InlineData("select 'x' from 't' join 'u', 'v'", "select|from|t|join|u")]
    [InlineData("f(x := pg.t)", "f|x|pg.t")]
    public void Find_yields_each_chain_of_names(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Find(text)));

    [Fact]
    public void Find_reads_a_million_characters_at_once()
    {
        var text = string.Concat(Enumerable.Repeat("a.b c,", 170_000));

        Assert.Equal(2 * 170_000, Find(text).Count());
    }

    private static IEnumerable<string> Find(string text) =>
        NameReferences.Find(Assert.Single(SqlScript.Split(text))).Select(parts => string.Join('.', parts));
}
