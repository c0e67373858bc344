using FsCheck;
using FsCheck.Fluent;
using Pintail.Copy;
using static Pintail.Tests.Copy.MemoryCopyRows;

namespace Pintail.Tests.Copy;

public class RowOffsetsTests
{
    [Fact]
    public void Column_gives_the_same_field_of_every_row()
    {
        byte[][] rows = [Row([1], null, [2, 3]), Row([], [4, 5, 6], null)];
        byte[] buffer = [0xFF, .. rows[0], 0xFF, .. rows[1]];
        var offsets = new RowOffsets(3);
        offsets.Add(buffer, 1, rows[0].Length, 0);
        offsets.Add(buffer, 2 + rows[0].Length, rows[1].Length, 0);

        Assert.Equal([1, 0], offsets.Column(0, buffer, 0).Lengths);
        Assert.Equal([-1, 3], offsets.Column(1, buffer, 0).Lengths);
        Assert.Equal([2, -1], offsets.Column(2, buffer, 0).Lengths);
        Assert.Equal([1], offsets.Column(0, buffer, 0)[0].ToArray());
        Assert.Equal([4, 5, 6], offsets.Column(1, buffer, 0)[1].ToArray());
        Assert.Equal([2, 3], offsets.Column(2, buffer, 0)[0].ToArray());
    }

    [Fact]
    public void Add_row_with_another_number_of_fields_names_the_row()
    {
        var row = Row([1]);
        var error = Assert.Throws<PintailException>(() => new RowOffsets(2).Add(row, 0, row.Length, 41));
        Assert.Equal(ErrorKind.SourceProtocol, error.Kind);
        Assert.Contains("Row 42 of the stream: 2 fields were asked for, 1 came", error.Message);
    }

    /// <summary>One flipped byte or a cut: an error, or positions that still lie within the row.</summary>
    [Fact]
    public void Add_mutated_row_is_an_error_or_stays_within_the_row() =>
        Prop.ForAll(
                (
                    from position in Gen.Choose(0, 22)
                    from value in Gen.Choose(0, 255)
                    from cut in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 23)))
                    select (position, value, cut)
                ).ToArbitrary(),
                change =>
                {
                    byte[] row = Row([1, 2, 3], null, [4, 5, 6, 7], []);
                    Assert.Equal(25, row.Length);
                    row[change.position] = (byte)change.value;
                    var offsets = new RowOffsets(4);
                    try
                    {
                        offsets.Add(row, 0, row.Length - change.cut, 0);
                    }
                    catch (PintailException error)
                    {
                        Assert.Equal(ErrorKind.SourceProtocol, error.Kind);
                        return;
                    }
                    for (var column = 0; column < 4; column++)
                    {
                        var fields = offsets.Column(column, row, 0);
                        Assert.InRange(fields.Lengths[0], -1, row.Length);
                        Assert.InRange(fields.Offsets[0] + Math.Max(fields.Lengths[0], 0), 6, row.Length - change.cut);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
}
