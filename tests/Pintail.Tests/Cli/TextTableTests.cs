using Pintail.Cli.Output;

namespace Pintail.Tests.Cli;

public class TextTableTests
{
    [Fact]
    public void Columns_are_aligned_by_the_cells_of_a_terminal()
    {
        var table = new TextTable("name", "rows").AlignRight(1);
        table.Add("🦆 日本", "7");
        table.Add("line\nfeed\e[31m", "1,000");
        using var writer = new StringWriter();
        table.Write(writer);
        // The duck and each of the two letters take two cells.
        Assert.Equal(
            """
            name             rows
            ──────────────  ─────
            🦆 日本             7
            line�feed�[31m  1,000

            """,
            writer.ToString()
        );
    }

    [Theory]
    [InlineData(16, "", "one  two  three")]
    [InlineData(15, "", "one  two  three")]
    [InlineData(14, "one", "two  three")]
    [InlineData(9, "one,three", "two")]
    [InlineData(1, "one,three", "two")]
    public void Table_that_is_too_wide_leaves_columns_out_in_their_order(int width, string leftOut, string heads)
    {
        var table = new TextTable("one", "two", "three").Fit(width, "one", "three");
        table.Add("1", "2", "3");
        using var writer = new StringWriter();

        var names = table.Write(writer);

        Assert.Equal(leftOut, string.Join(",", names));
        Assert.Equal(heads, writer.ToString().Split('\n')[0]);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1500, "1.5 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1.0 MB")]
    [InlineData(150_000_000_000, "150 GB")]
    [InlineData(12_345_678_901_234_567, "12346 TB")]
    public void Bytes_are_shown_with_their_unit(long bytes, string expected) =>
        Assert.Equal(expected, Quantity.Bytes(bytes));
}
