using System.Text.RegularExpressions;
using Pintail.Tests.Support;

namespace Pintail.Tests.House;

/// <summary>The house rules a machine can hold: lengths, names, opening comments, unsafe code, lock files.</summary>
public partial class ShapeTests
{
    private const int MaxFileLines = 500;
    private const int MaxMethodLines = 70;

    /// <summary>Files that carry a part of the story: each opens with what it is for and where it ends.</summary>
    private static readonly string[] Story =
    [
        "src/Pintail/Mirror/MirrorRun.cs",
        "src/Pintail/Mirror/MirrorPlanner.cs",
        "src/Pintail/Mirror/TableLoad.cs",
        "src/Pintail/Mirror/TableAttempts.cs",
        "src/Pintail/Mirror/DeltaLoad.cs",
        "src/Pintail/Delta/DeltaConditions.cs",
        "src/Pintail/Delta/DigestSql.cs",
        "src/Pintail/Verify/VerifyRun.cs",
        "src/Pintail/Verify/DifferenceSearch.cs",
        "src/Pintail/Scan/ScanPlanner.cs",
        "src/Pintail/Scan/StreamBudget.cs",
        "src/Pintail/Copy/CopyScan.cs",
        "src/Pintail/Copy/ChunkReader.cs",
        "src/Pintail/Target/Warehouse.cs",
        "src/Pintail/Target/Publication.cs",
        "src/Pintail/Target/RunRegister.cs",
        "src/Pintail/Postgres/SnapshotSession.cs",
        "src/Pintail/Postgres/CatalogReader.cs",
        "src/Pintail/Types/TypeTable.cs",
        "src/Pintail/Session/Secrets/SecretStore.cs",
        "src/Pintail/Session/Secrets/SecretFiles.cs",
        "src/Pintail/Aws/RdsToken.cs",
        "src/Pintail/Aws/AwsCredentialChain.cs",
        "src/Pintail/Session/PushDown/PlanReader.cs",
        "src/Pintail/Session/PushDown/FilterSql.cs",
        "src/Pintail/Session/Syntax/SqlTokenizer.cs",
        "src/Pintail/Session/Syntax/StatementReader.cs",
        "src/Pintail/Wire/CopyOutReader.cs",
        "src/Pintail/Wire/WireConnection.cs",
    ];

    private static IEnumerable<string> Files =>
        [.. Checkout.SourceFiles(), .. Checkout.SourceFiles("tests"), .. Checkout.SourceFiles("benchmarks")];

    public static TheoryData<string> StoryFiles => [.. Story];

    [Fact]
    public void Files_and_their_methods_are_short() => Assert.All(Files, AssertShort);

    private static void AssertShort(string file)
    {
        var lines = File.ReadAllLines(Checkout.PathOf(file));
        Assert.True(lines.Length <= MaxFileLines, $"{file} has {lines.Length} lines; {MaxFileLines} at most.");
        foreach (var (name, length) in Methods(lines))
            Assert.True(length <= MaxMethodLines, $"{file}: '{name}' has {length} lines; {MaxMethodLines} at most.");
    }

    [Fact]
    public void Files_have_no_banned_name() => Assert.All(Files, AssertNames);

    private static void AssertNames(string file)
    {
        var text = File.ReadAllText(Checkout.PathOf(file));
        Assert.DoesNotMatch(VagueName(), Path.GetFileNameWithoutExtension(file));
        Assert.DoesNotMatch(VagueType(), text);
        Assert.DoesNotMatch(Region(), text);
        Assert.DoesNotMatch(AsyncFlag(), text);
    }

    [Theory]
    [MemberData(nameof(StoryFiles))]
    public void Story_file_opens_with_its_purpose(string file)
    {
        var comments = File.ReadLines(Checkout.PathOf(file))
            .SkipWhile(line => line.Length == 0 || line.StartsWith("using ") || line.StartsWith("namespace "))
            .TakeWhile(line => line.StartsWith("//"))
            .Count();
        Assert.True(comments >= 3, $"{file} does not say at its top what it is for.");
    }

    [Fact]
    public void Unsafe_code_is_only_in_the_interop_project() =>
        Assert.All(
            Files.Where(file => !file.StartsWith("src/Pintail.DuckDB/")),
            file => Assert.DoesNotMatch(UnsafeWord(), File.ReadAllText(Checkout.PathOf(file)))
        );

    [Theory]
    [InlineData("native/package-lock.json")]
    [InlineData("src/Pintail.Cli/packages.lock.json")]
    [InlineData("tests/Pintail.Tests/packages.lock.json")]
    [InlineData("tests/Pintail.SqlLogic/packages.lock.json")]
    public void Lock_file_names_no_address(string file)
    {
        Assert.DoesNotContain("http", File.ReadAllText(Checkout.PathOf(file)));
    }

    // The formatter puts a member's closing brace under its first column, so a body is what stands between braces of
    // equal indent below a line with a parameter list. Types have none on the line above their brace that ends so.
    private static IEnumerable<(string Name, int Length)> Methods(string[] lines)
    {
        for (var i = 1; i < lines.Length; i++)
        {
            var indent = lines[i].Length - lines[i].TrimStart().Length;
            if (lines[i].Trim() != "{" || indent < 4 || IsType(lines, i, indent))
                continue;
            var end = Array.FindIndex(
                lines,
                i,
                line => line.StartsWith(new string(' ', indent) + "}", StringComparison.Ordinal)
            );
            if (end > 0)
                yield return (Head(lines, i, indent), end - i - 1);
        }
    }

    private static bool IsType(string[] lines, int brace, int indent) => TypeHead().IsMatch(Head(lines, brace, indent));

    private static string Head(string[] lines, int brace, int indent)
    {
        var first = brace - 1;
        while (
            first > 0
            && !(
                lines[first].Length > indent
                && lines[first][indent] is not (' ' or ')' or '{')
                && lines[first][..indent].Trim().Length == 0
            )
        )
            first--;
        return lines[first].Trim();
    }

    [GeneratedRegex("(Utils|Utilities|Common|Helpers|Helper|Manager)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\b(class|record|struct|interface) \w*(Utils|Utilities|Helpers|Helper|Manager)\b")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"^\s*#region", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\bbool (is)?[aA]sync\b")]
    private static partial Regex AsyncFlag();

    [GeneratedRegex(@"^[^/""]*\bunsafe\b", RegexOptions.Multiline)]
    private static partial Regex UnsafeWord();

    [GeneratedRegex(@"\b(class|struct|record|interface|enum|namespace)\b")]
    private static partial Regex TypeHead();
}
