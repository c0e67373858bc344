using System.Text;
using Pintail.Types;

namespace Pintail.Tests.Types;

public class EnumLabelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(300)]
    [InlineData(5_000)]
    public void Find_every_label_gives_its_index_and_no_other_text_gives_one(int count)
    {
        // Every length from 0 to 63, long common beginnings and ends, and a few that are not ASCII.
        var labels = Enumerable.Range(0, count).Select(Label).ToList();
        var lookup = new EnumLabels(labels);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(i, lookup.Find(Encoding.UTF8.GetBytes(labels[i])));
            Assert.Equal(-1, lookup.Find(Encoding.UTF8.GetBytes(labels[i] + "~")));
        }
    }

    private static string Label(int number) =>
        number switch
        {
            0 => "",
            1 => "a",
            2 => "Grün 🌱",
            _ => number.ToString("D4") + new string('x', number % 50) + number % 7,
        };
}
