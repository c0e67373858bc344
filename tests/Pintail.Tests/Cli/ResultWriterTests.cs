using Pintail.Cli.Results;
using Pintail.DuckDB;

namespace Pintail.Tests.Cli;

public sealed class ResultWriterTests
{
    private static readonly ResultColumn Number = new("n", DuckDBType.Integer);
    private static readonly ResultColumn Text = new("t", DuckDBType.Varchar);

    [Fact]
    public void Terminal_shows_the_first_and_last_rows_and_their_number()
    {
        var lines = Write(text => new TerminalTableWriter(text, 80), [Number], Rows(41));
        Assert.Equal(3 + 41 + 2, lines.Length);
        Assert.Equal("│ 20 │", lines[22]);
        Assert.Equal("│  · │", lines[23]);
        Assert.Equal("│ 22 │", lines[24]);
        Assert.Equal("41 rows (40 shown)", lines[^1]);
        lines = Write(text => new TerminalTableWriter(text, 80), [Number], Rows(40));
        Assert.Equal(3 + 40 + 2, lines.Length);
        Assert.DoesNotContain(lines, line => line.Contains('·'));
        Assert.Equal("40 rows", lines[^1]);
    }

    [Fact]
    public void Terminal_table_is_never_wider_than_the_terminal_can_hold()
    {
        string?[][] rows =
        [
            ["1", new string('日', 100)],
            ["2", "short"],
        ];
        var lines = Write(text => new TerminalTableWriter(text, 40), [Number, Text], rows);
        Assert.All(lines, line => Assert.True(CellText.Width(line) <= 40, line));
        Assert.Contains("日…", lines[3]);
    }

    [Fact]
    public void Table_elsewhere_has_all_rows_and_a_late_wide_cell_whole()
    {
        var rows = Rows(TableWriter.RowsMeasured).Append(["1234567890"]).ToArray();
        var lines = Write(text => new TableWriter(text), [Number], rows);
        Assert.Equal(3 + rows.Length + 1, lines.Length);
        Assert.Equal("│    1 │", lines[3]);
        Assert.Equal("│ 1234567890 │", lines[^2]);
    }

    [Fact]
    public void Table_without_rows_has_its_frame() =>
        Assert.Equal(["┌───┐", "│ t │", "├───┤", "└───┘"], Write(text => new TableWriter(text), [Text], []));

    [Fact]
    public void Control_characters_never_reach_a_terminal()
    {
        foreach (
            var format in new Func<TextWriter, ResultWriter>[]
            {
                text => new TerminalTableWriter(text, 80),
                text => new TableWriter(text),
                text => new MarkdownWriter(text),
                text => new LineWriter(text),
            }
        )
        {
            var lines = Write(
                format,
                [Text with { Name = "\e[31m" }],
                [
                    ["\e]0;x\a\t\r\n"],
                ]
            );
            Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        }
    }

    [Fact]
    public void Line_rows_are_apart_and_names_aligned()
    {
        var lines = Write(
            text => new LineWriter(text),
            [Number, Text with { Name = "long" }],
            [
                ["1", null],
                ["2", ""],
            ]
        );
        Assert.Equal(["   n = 1", "long = NULL", "", "   n = 2", "long = "], lines);
    }

    private static string?[][] Rows(int count) => [.. Enumerable.Range(1, count).Select(i => new string?[] { $"{i}" })];

    private static string[] Write(Func<TextWriter, ResultWriter> create, ResultColumn[] columns, string?[][] rows)
    {
        using var text = new StringWriter();
        var writer = create(text);
        writer.Begin(columns);
        writer.Write(rows);
        writer.End();
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
