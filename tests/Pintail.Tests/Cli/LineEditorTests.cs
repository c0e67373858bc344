using Pintail.Cli.Results;
using Pintail.Cli.Shell;

namespace Pintail.Tests.Cli;

public sealed class LineEditorTests
{
    [Theory]
    [InlineData("abc\r", "abc")]
    [InlineData("bc\u0001a\u0005d\r", "abcd")]
    [InlineData("bc\e[Ha\e[Fd\r", "abcd")]
    [InlineData("ac\e[Db\e[C\e[Cd\r", "abcd")]
    [InlineData("ab\u007fc\r", "ac")]
    [InlineData("abc\e[D\e[D\e[3~\r", "ac")]
    [InlineData("abc\u0002\u0004\r", "ab")]
    [InlineData("keep cut\u0017this\r", "keep this")]
    [InlineData("cut keep\e[1;5D\u0015\r", "keep")]
    [InlineData("keep cut\e[1;5D\u000b\r", "keep ")]
    [InlineData("a b\u0017\u0001\u0019 \r", "b a ")]
    [InlineData("日本🦆\e[D\u007fx\r", "日x🦆")]
    [InlineData("🦆a\e[D\u007f\r", "a")]
    [InlineData("a\e[24~\e[200~b\u0007\r", "ab")]
    public void Keys_edit_the_line(string keys, string expected) => Assert.Equal(expected, Read(keys));

    [Fact]
    public void Arrows_go_through_the_history_and_back_to_what_was_typed()
    {
        string[] history = ["one", "two"];
        Assert.Equal("two", Read("x\e[A\r", history));
        Assert.Equal("one", Read("x\e[A\e[A\e[A\r", history));
        Assert.Equal("two!", Read("\e[A\u0010\u000e!\r", history));
        Assert.Equal("xy", Read("x\e[A\e[A\e[B\e[B\e[By\r", history));
    }

    [Fact]
    public void Ctrl_D_ends_only_an_empty_line()
    {
        Assert.Null(Read("\u0004"));
        Assert.Null(Read(""));
        Assert.Equal("a", Read("a\u0004\r"));
    }

    [Fact]
    public void Ctrl_C_voids_the_line() => Assert.Throws<OperationCanceledException>(() => Read("abc\u0003\r"));

    [Fact]
    public void Long_line_stays_on_its_row_of_the_screen_while_it_is_typed()
    {
        using var screen = new StringWriter();
        var keys = new ScriptedKeys(string.Concat(Enumerable.Repeat("0123456789", 10)), "!\r");
        keys.GoOn();
        var editor = new LineEditor(keys.Terminal(40), TextReader.Null, screen, new CommandHistory(null));
        Assert.Equal(101, editor.Read("> ")!.Length);
        var shown = screen.ToString().Split('\r');
        Assert.All(
            shown.Where(part => part.StartsWith("> ", StringComparison.Ordinal) && part.EndsWith("\e[K")),
            part => Assert.True(CellText.Width(part.Replace("\e[K", "")) < 40, part)
        );
        Assert.Contains("> " + string.Concat(Enumerable.Repeat("0123456789", 10)) + "!", screen.ToString());
    }

    private static string? Read(string keys, params string[] history)
    {
        var kept = new CommandHistory(null);
        kept.Add(history);
        using var screen = new StringWriter();
        return new LineEditor(new ScriptedKeys(keys).Terminal(), TextReader.Null, screen, kept).Read("> ");
    }
}
