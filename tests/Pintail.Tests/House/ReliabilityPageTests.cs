using System.Text.RegularExpressions;
using Pintail.Tests.Support;

namespace Pintail.Tests.House;

/// <summary>What docs/reliability.md promises has the test that it names.</summary>
public partial class ReliabilityPageTests
{
    [Fact]
    public void Every_row_names_tests_that_exist()
    {
        var classes = Directory
            .EnumerateFiles(Checkout.PathOf("tests/Pintail.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .ToHashSet();
        var rows = File.ReadLines(Checkout.PathOf("docs/reliability.md"))
            .Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal))
            // A table's head ends with the word itself.
            .Where(line => !line.EndsWith("| test |", StringComparison.Ordinal))
            .ToList();

        Assert.True(rows.Count > 20, "The page shows fewer rows than expected: is the pattern still right?");
        Assert.All(
            rows,
            row =>
            {
                var named = TestClass().Matches(row).Select(match => match.Value).ToList();
                Assert.True(named.Count > 0, $"No test is named: {row}");
                Assert.All(named, name => Assert.Contains(name, classes));
            }
        );
    }

    [GeneratedRegex(@"(?<=`)[A-Z]\w+Tests(?=[`.])")]
    private static partial Regex TestClass();
}
