using Pintail.Cli.Output;

namespace Pintail.Tests.Cli;

public class PrintableTests
{
    [Fact]
    public void Line_shows_control_characters_instead_of_obeying_them()
    {
        Assert.Equal("a\uFFFD[31mb\uFFFDc 🦆", Printable.Line("a\e[31mb\nc 🦆"));
    }

    [Fact]
    public void Line_shows_what_would_turn_the_direction_of_writing_and_leaves_letters_alone()
    {
        Assert.Equal("a\uFFFDtxt.exe\uFFFD \uFFFD", Printable.Line("a\u202Etxt.exe\u2069 \u2028"));
        const string Persian = "می\u200Cخواهم 👩\u200D💻";
        Assert.Equal(Persian, Printable.Line(Persian));
    }

    [Fact]
    public void Text_keeps_its_lines()
    {
        Assert.Equal("LINE 1: x\n  ^\uFFFD", Printable.Text("LINE 1: x\n  ^\a"));
    }
}
