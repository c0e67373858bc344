using System.Diagnostics;
using System.Text;
using Pintail.Cli.Settings;
using Pintail.Mirror;

namespace Pintail.Tests.Cli;

/// <summary>What a configuration file may not ask of the program: its stack, its memory, its time, and a guess.</summary>
public sealed class ConfigLimitsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-test-").FullName;

    [Theory]
    [InlineData("\xFF\xFEj\0", "p.yaml:1:1: The file is UTF-16.", "Save it as UTF-8.")]
    [InlineData("\xFE\xFF\0j", "p.yaml:1:1: The file is UTF-16.", "Save it as UTF-8.")]
    [InlineData("jobs: 2\ntarget: \xE9t\xE9\n", "p.yaml:2:9: A byte that is not UTF-8.", "Save the file as UTF-8.")]
    [InlineData("jobs: 2\n\0excluded_schemas: [a]", "p.yaml:2:1: The character U+0000.", "Remove it")]
    public void Bytes_that_are_no_text_are_refused_by_place(string bytes, string message, string hint)
    {
        var error = Refused(Encoding.Latin1.GetBytes(bytes));
        Assert.Equal(message, error.Message);
        Assert.StartsWith(hint, error.Hint);
    }

    [Fact]
    public void Byte_order_mark_of_utf8_is_no_part_of_the_first_key() =>
        Assert.Equal(["3"], Load([0xEF, 0xBB, 0xBF, .. "jobs: 3"u8])!.Find("jobs")!.Value.Texts);

    [Fact]
    public void File_of_more_than_4_MiB_is_refused_and_a_device_that_never_ends_too()
    {
        var line = Encoding.UTF8.GetBytes($"# {new string('x', 1_021)}\n");
        byte[] most = [.. Enumerable.Repeat(line, 4_096).SelectMany(it => it)];
        Assert.Equal(ConfigText.MaxBytes, most.Length);
        Assert.NotNull(Load(most));
        Assert.Contains("larger than 4 MiB", Refused([.. most, (byte)'\n']).Message);
        var error = Assert.Throws<PintailException>(() => ConfigFile.Load("/dev/zero", _folder));
        Assert.Contains("larger than 4 MiB", error.Message);
    }

    [Theory]
    [InlineData("[", "more than 8 levels")]
    [InlineData("{a: ", "more than 8 levels")]
    [InlineData("- ", "more than 8 levels")]
    [InlineData("? ", "a key that is a list or a mapping")]
    [InlineData("[{", null)]
    [InlineData("&a ", null)]
    [InlineData("!a ", null)]
    [InlineData("a: ", null)]
    [InlineData("- a\n", "not a mapping")]
    [InlineData("'", null)]
    [InlineData("\"\\x", null)]
    [InlineData("|\n", null)]
    [InlineData("---\n", null)]
    [InlineData("%A b\n", "")]
    [InlineData("#", "")]
    [InlineData(" ", "")]
    [InlineData("\n", "")]
    [InlineData("\t", "")]
    [InlineData(",", null)]
    [InlineData("]", null)]
    [InlineData("jobs: 1 ", null)]
    public void Endless_repetition_ends_soon_and_neither_stack_nor_memory(string piece, string? message)
    {
        var yaml = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        var started = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (message is "")
            ConfigFile.Parse(yaml, "p.yaml");
        else
            Assert.Contains(
                message ?? "p.yaml:",
                Assert.Throws<PintailException>(() => ConfigFile.Parse(yaml, "p.yaml")).Message
            );
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < 2L << 30);
    }

    [Theory]
    [InlineData("rename: &a {s.t: *a}", "rename takes a mapping")]
    [InlineData("included_schemas: &a [*a]", "included_schemas takes a list of names")]
    [InlineData("included_schemas: [&a b, *c]", "anchor 'c'")]
    [InlineData("jobs: &a 3\n*a : 4", "a key that is an alias")]
    [InlineData("where:\n  : a\n  : b", "a value without a key")]
    [InlineData("included_tables:\n  - : a", "a value without a key")]
    [InlineData(": a", "a value without a key")]
    [InlineData("where: {\"\": a}", "a value without a key")]
    [InlineData("<<: {jobs: 3}", "Unknown key '<<'")]
    [InlineData("jobs: !!binary Mw==", "a tag")]
    [InlineData("jobs: !include other.yaml", "a tag")]
    [InlineData("target: \"a\\0b\"", "the character U+0000")]
    [InlineData("target: \"a\\uD800b\"", "p.yaml:1:")]
    public void Yaml_that_means_more_than_it_says_is_refused(string yaml, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<PintailException>(() => ConfigFile.Parse(yaml, "p.yaml")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Aliases_count_as_what_they_stand_for()
    {
        var bomb = new StringBuilder("included_tables: [&a0 s.t]\nwhere:\n  s.t: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            bomb.Append($"  s.t{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var error = Assert.Throws<PintailException>(() => ConfigFile.Parse(bomb.ToString(), "p.yaml"));
        Assert.Contains("aliases written out", error.Message);
        Assert.StartsWith("p.yaml:9:", error.Message);
    }

    [Fact]
    public void Alias_of_a_condition_saves_writing_it_again() =>
        Assert.Equal(
            "x > 1",
            new SettingValues(
                new Dictionary<string, string>(),
                _ => null,
                ConfigFile.Parse("where:\n  s.a: &new x > 1\n  s.b: *new\n", "p.yaml")
            ).Get(SettingTable.RowFilters)["s.b"]
        );

    [Fact]
    public void Names_are_counted_in_bytes_as_PostgreSQL_cuts_them()
    {
        var most = new string('x', 61) + "ü";
        Read($"included_schemas: [{most}]\nexcluded_tables: [{most}.{most}]\nexcluded_columns: [{most}.{most}.{most}]");
        Read($"rename: {{{most}.{most}.{most}: {new string('y', 255)}}}");
        // The dots of a name may stand where they like.
        Read($"excluded_tables: ['{new string('.', 63)}.t', 'a.b.c.d']");
        string[] wrong =
        [
            $"included_schemas: [{most}x]",
            $"excluded_tables: [s.{most}x]",
            $"excluded_columns: [s.t.{most}x]",
            $"where: {{{most}x.t: a > 1}}",
            $"limit: {{{most}x.t: 1}}",
        ];
        Assert.All(
            wrong,
            yaml =>
            {
                var error = Assert.Throws<PintailException>(() => Read(yaml));
                Assert.Contains("with names of at most 63 bytes", error.Message);
                Assert.Contains("PostgreSQL cuts longer names", error.Hint);
            }
        );
        var longName = Assert.Throws<PintailException>(() => Read($"rename: {{s.t: {new string('y', 256)}}}"));
        Assert.Contains("is not a name of at most 255 characters", longName.Message);
    }

    [Fact]
    public void Names_are_as_many_as_a_large_database_has()
    {
        var names = Enumerable.Range(0, NameLimits.MaxNames).Select(i => $"s.t{i}").ToList();
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(names, Read($"included_tables: [{string.Join(", ", names)}]").Get(SettingTable.IncludedTables));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        var error = Assert.Throws<PintailException>(() => Read($"included_tables: [{string.Join(", ", names)}, s.t]"));
        Assert.StartsWith("p.yaml:1:18: included_tables: 100,001 entries, and 100,000 are possible.", error.Message);
    }

    [Fact]
    public void Filters_of_many_names_select_among_many_tables_at_once()
    {
        List<string> names = [.. Enumerable.Range(0, NameLimits.MaxNames).Select(i => $"s.t{i}")];
        var filter = new TableFilter { IncludedTables = names, ExcludedTables = ["s.t1"] };
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(99_999, Enumerable.Range(0, 200_000).Count(i => filter.Selects("s", $"t{i}")));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        Assert.Equal(
            2,
            Enumerable.Range(0, 9).Count(i => (filter with { IncludedTables = ["s.t2", "s.t3"] }).Selects("s", $"t{i}"))
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SettingValues Read(string yaml) =>
        new(new Dictionary<string, string>(), _ => null, ConfigFile.Parse(yaml, "p.yaml"));

    private ConfigFile? Load(byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_folder, "p.yaml"), bytes);
        return ConfigFile.Load("p.yaml", _folder);
    }

    private PintailException Refused(byte[] bytes) => Assert.Throws<PintailException>(() => Load(bytes));
}
