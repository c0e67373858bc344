using Pintail.Session.Syntax;

namespace Pintail.Tests.Session.Syntax;

public class SqlScriptTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ; ;; -- a\n /* b */ ;")]
    [InlineData("select 1", "select 1")]
    [InlineData(" /* a */ select 1 -- b\n; select 2;", "select 1", "select 2")]
    [InlineData(
        "select ';', \";\", $$;$$, $a$;$a$, E'\\';' /* ; */ -- ;\n; b",
        "select ';', \";\", $$;$$, $a$;$a$, E'\\';'",
        "b"
    )]
    [InlineData("select 'a'\n';'; b", "select 'a'\n';'", "b")]
    [InlineData("a; select 'b; c", "a", "select 'b; c")]
    [InlineData("a; b /* c; d ", "a", "b /* c; d ")]
    [InlineData("a;/* b; c", "a", "/* b; c")]
    public void Split_cuts_at_semicolons_outside_of_everything(string text, params string[] pieces) =>
        Assert.Equal(pieces, SqlScript.Split(text).Select(piece => piece.Text));

    [Fact]
    public void Piece_says_whether_it_is_ended_or_left_open()
    {
        var pieces = SqlScript.Split("a; b; c 'd");

        Assert.Equal([true, true, false], pieces.Select(piece => piece.IsEnded));
        Assert.Equal([false, false, true], pieces.Select(piece => piece.IsUnterminated));
    }

    [Fact]
    public void Pieces_and_what_stands_between_them_are_the_text()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var text = SqlTexts.Random(random);
            var position = 0;
            foreach (var piece in SqlScript.Split(text))
            {
                Assert.True(piece.Start >= position, $"Overlap, seed {seed}, text {text}");
                Assert.Equal(piece.Text, text.Substring(piece.Start, piece.Text.Length));
                AssertSeparator(text[position..piece.Start], seed);
                AssertTokens(piece, seed);
                position = piece.Start + piece.Text.Length;
            }
            AssertSeparator(text[position..], seed);
        }
    }

    private static void AssertSeparator(string between, int seed) =>
        Assert.All(
            SqlTokenizer.Read(between),
            token => Assert.True(between[token.Start] == ';', $"Seed {seed}: left out {between}")
        );

    private static void AssertTokens(SqlPiece piece, int seed)
    {
        Assert.True(piece.Tokens.SequenceEqual(SqlTokenizer.Read(piece.Text)), $"Seed {seed}: {piece.Text}");
        Assert.DoesNotContain(piece.Tokens, token => token.Length == 1 && piece.Text[token.Start] == ';');
    }

    [Fact]
    public void Statements_and_names_of_any_text_are_read_without_foreign_errors()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var text = SqlTexts.Random(random);
            foreach (var piece in SqlScript.Split(text))
            {
                NameReferences.Find(piece);
                if (Record.Exception(() => StatementReader.Read(piece)) is { } error)
                    Assert.True(error is PintailException, $"Seed {seed}, text {text}: {error}");
            }
        }
    }
}
