using Pintail.Cli.Settings;

namespace Pintail.Tests.Cli;

public class ConfigFileTests
{
    [Theory]
    [InlineData("jobs: 2\njbos: 3", "2:1: Unknown key 'jbos'.", "Did you mean jobs?")]
    [InlineData("Jobs: 2", "1:1: Unknown key 'Jobs'.", "Did you mean jobs?")]
    [InlineData("jobs: 2\nstrict: true\n\njobs: 3", "4:1: This is not YAML", null)]
    [InlineData("# how many\njobs:   many", "2:9: jobs: 'many' is not a whole number from 1 to 64.", null)]
    [InlineData("jobs: [1, 2]", "1:7: jobs takes a single value.", null)]
    [InlineData("included_schemas:\n  - a\n  - [b]", "3:5: included_schemas takes a list of names.", null)]
    [InlineData("included_schemas: {a: b}", "1:19: included_schemas takes a list of names.", null)]
    [InlineData("rename: [a]", "1:9: rename takes a mapping of schema.table to its new name.", null)]
    [InlineData("where: a > 1", "1:8: where takes a mapping of schema.table to a condition.", null)]
    [InlineData("where: { s.a: \"b\\0\" }", "1:15: This is not YAML as it is read here: the character U+0000", null)]
    [InlineData(
        "limit: { s.a: [1] }",
        "1:15: limit takes a value, a mapping of schema.table to a number, or a list of both.",
        null
    )]
    [InlineData("publish: tabel", "1:10: publish: 'tabel' is not together or table.", "Did you mean table?")]
    [InlineData("- a", "1:1: The file is not a mapping of 'key: value' lines.", null)]
    [InlineData("jobs: 2\n---\njobs: 3", "3:1: A second document; the file holds one.", null)]
    [InlineData("jobs: {", "2:1: This is not YAML", null)]
    [InlineData("MAX_RETRIES: 3", "1:1: Unknown key 'MAX_RETRIES'.", "Did you mean max_retries?")]
    public void Mistake_is_named_by_line_and_column(string yaml, string message, string? hint)
    {
        var error = Assert.Throws<PintailException>(() => ConfigFile.Parse(yaml, "conf/p.yaml"));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.StartsWith($"conf/p.yaml:{message}", error.Message);
        if (hint is not null)
            Assert.Equal(hint, error.Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("jobs:\n")]
    [InlineData("jobs: ~\n")]
    public void File_that_sets_nothing_is_no_mistake(string yaml) =>
        Assert.Null(ConfigFile.Parse(yaml, "p.yaml").Find("jobs"));

    [Fact]
    public void Secret_is_not_shown_when_it_is_wrong()
    {
        var error = Assert.Throws<PintailException>(() => ConfigFile.Parse("source: [hunter2]", "p.yaml"));
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public void Missing_file_is_an_error_only_when_it_was_named()
    {
        var folder = Directory.CreateTempSubdirectory("pintail-test-").FullName;
        Assert.Null(ConfigFile.Load(null, folder));
        var error = Assert.Throws<PintailException>(() => ConfigFile.Load("other.yaml", folder));
        Assert.Equal("The configuration file 'other.yaml' does not exist.", error.Message);
        error = Assert.Throws<PintailException>(() => ConfigFile.Load(".", folder));
        Assert.Equal("The configuration file '.' is a folder.", error.Message);
        File.WriteAllText(Path.Combine(folder, "pintail.yaml"), "jobs: 3");
        Assert.Equal(["3"], ConfigFile.Load(null, folder)!.Find("jobs")!.Value.Texts);
        Directory.Delete(folder, recursive: true);
    }
}
