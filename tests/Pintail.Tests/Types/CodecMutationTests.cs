using System.Text;
using Pintail.Tests.Support;

namespace Pintail.Tests.Types;

/// <summary>
/// Every codec, broken on purpose: its decoder alone, and decoder and encoder in the same way, which no fingerprint can
/// see. What changes a value must be caught by a fingerprint, by the comparison of texts, or by an error. Which caught
/// which stands in docs/proof.md; PINTAIL_WRITE_MUTATIONS=1 writes it there.
/// </summary>
public class CodecMutationTests(PostgresFixture fixture)
{
    private const string WriteVariable = "PINTAIL_WRITE_MUTATIONS";
    private const string Document = "docs/proof.md";
    private const string Begin = "<!-- mutations: written by CodecMutationTests -->";
    private const string End = "<!-- end of mutations -->";

    /// <summary>Longer values show nothing that shorter ones do not.</summary>
    private const int LongestField = 2_000;

    [Fact]
    public async Task Broken_codecs_are_caught_as_the_document_says()
    {
        var survivors = new List<string>();
        var table = new StringBuilder();
        table.Append("| type |").AppendJoin('|', Mutants.All.Select(mutant => $" {mutant.Name} ")).AppendLine("|");
        table.Append("|---|").AppendJoin('|', Mutants.All.Select(_ => "---")).AppendLine("|");
        var rows = new List<(string Type, string Cells)>();
        using var run = new MutationRun();
        foreach (var sample in (await TypeSample.ReadAllAsync(fixture)).GroupBy(sample => sample.Type).Select(Joined))
        {
            AssertIntact(run, sample);
            var cells = Mutants.All.Select(mutant => $" {Cell(run, sample, mutant, survivors)} ");
            rows.Add((sample.Type, string.Join('|', cells)));
        }
        foreach (var group in rows.GroupBy(row => row.Cells))
            table.AppendLine($"| {string.Join(", ", group.Select(row => row.Type))} |{group.Key}|");
        CompareWithDocument(table.ToString().ReplaceLineEndings("\n"));
        Assert.True(survivors.Count == 0, string.Join('\n', survivors));
    }

    // Nothing is seen where nothing is broken, or the test shows nothing.
    private static void AssertIntact(MutationRun run, TypeSample sample)
    {
        var intact = new Mutant("none", (_, _, _) => { }, (_, _, _) => { });
        Assert.True(
            run.Check(sample, intact, encoderToo: false) == default,
            $"{sample.Type}: {run.Check(sample, intact, encoderToo: false)} without a change"
        );
    }

    private static string Cell(MutationRun run, TypeSample sample, Mutant mutant, List<string> survivors)
    {
        var alone = run.Check(sample, mutant, encoderToo: false);
        if (!alone.Changed)
            return "";
        var canHide = sample.Mapping.DuckDBTextSql("v") is null;
        if (!alone.IsCaught && !(canHide && mutant.Row is not null))
            survivors.Add($"{sample.Type}: {mutant} of the decoder is not seen");
        var cell = alone.IsCaught ? alone.ToString() : "–";
        if (mutant.Back is null)
            return cell;
        var both = run.Check(sample, mutant, encoderToo: true);
        if (!both.IsCaught && !canHide)
            survivors.Add($"{sample.Type}: {mutant} of decoder and encoder is not seen");
        return $"{cell} {(both.IsCaught ? both : "–")}";
    }

    private static TypeSample Joined(IEnumerable<TypeSample> samples)
    {
        var first = samples.First();
        var rows = first.Fields.Zip(first.Texts).Where(row => (row.First?.Length ?? 0) <= LongestField).ToList();
        // One value more often than the others, as the fingerprint knows no more of them than how often each is there; and
        // another one than the last, which "row repeated" loses.
        rows.Insert(0, rows.First(row => !row.First.AsSpan().SequenceEqual(rows[^1].First)));
        return first with { Fields = [.. rows.Select(row => row.First)], Texts = [.. rows.Select(row => row.Second)] };
    }

    private static void CompareWithDocument(string table)
    {
        var path = Checkout.PathOf(Document);
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        var actual = $"{text[..start]}\n\n{table}\n{text[end..]}";
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
            File.WriteAllText(path, actual);
        else
            Assert.True(actual == text, $"The table in {Document} is not what was found: run with {WriteVariable}=1.");
    }
}
