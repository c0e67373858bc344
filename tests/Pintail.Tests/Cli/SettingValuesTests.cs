using Pintail.Cli.Commands;
using Pintail.Cli.Settings;

namespace Pintail.Tests.Cli;

public class SettingValuesTests
{
    [Theory]
    [InlineData("--max-retries 7", "3", "max_retries: 4", 7)]
    [InlineData("", "3", "max_retries: 4", 3)]
    [InlineData("", "", "max_retries: 4", 4)]
    [InlineData("", null, "max_retries: 4", 4)]
    [InlineData("", null, "max_retries:", 5)]
    [InlineData("", null, "", 5)]
    public void Value_comes_from_flag_then_variable_then_yaml_then_default(
        string flags,
        string? variable,
        string yaml,
        int expected
    )
    {
        var environment = variable is null ? [] : new Dictionary<string, string> { ["MAX_RETRIES"] = variable };
        Assert.Equal(expected, Read(flags, environment, yaml).Get(SettingTable.MaxRetries));
    }

    [Theory]
    [InlineData("", "", new string[0])]
    [InlineData("", " a , ,b,a,", new[] { "a", "b" })]
    [InlineData("--include-schema c --include-schema d,e", "a", new[] { "c", "d", "e" })]
    public void List_is_split_at_commas_trimmed_and_without_blanks(string flags, string variable, string[] expected)
    {
        var environment = new Dictionary<string, string> { ["INCLUDED_SCHEMAS"] = variable };
        Assert.Equal(expected, Read(flags, environment).Get(SettingTable.IncludedSchemas));
    }

    [Fact]
    public void List_in_yaml_keeps_commas_and_blanks_of_names()
    {
        var values = Read("", [], "included_tables: ['a.b,c', ' a.d ']");
        Assert.Equal(["a.b,c", " a.d "], values.Get(SettingTable.IncludedTables));
    }

    [Theory]
    [InlineData("MOTHERDUCK_TOKEN")]
    [InlineData("motherduck_token")]
    public void Token_is_read_from_both_its_variables(string variable) =>
        Assert.Equal("t", Read("", new() { [variable] = "t" }).Get(SettingTable.MotherDuckToken));

    [Theory]
    [InlineData("", "", false)]
    [InlineData("", "true", true)]
    [InlineData("", "0", false)]
    [InlineData("--allow-empty", "false", true)]
    [InlineData("--allow-empty false", "true", false)]
    public void Switch_is_read_from_flag_and_variable(string flags, string variable, bool expected) =>
        Assert.Equal(expected, Read(flags, new() { ["ALLOW_EMPTY"] = variable }).Get(SettingTable.AllowEmpty));

    [Fact]
    public void Pairs_from_flags_and_yaml_are_the_same()
    {
        var flags = Read("--rename s.a=b --rename s.t.c=d", []).Get(SettingTable.Renames);
        var yaml = Read("", [], "rename: { s.a: b, s.t.c: d }").Get(SettingTable.Renames);
        Assert.Equal(new Dictionary<string, string> { ["s.a"] = "b", ["s.t.c"] = "d" }, flags);
        Assert.Equal(flags, yaml);
    }

    [Fact]
    public void Pair_in_yaml_keeps_the_equals_signs_of_names() =>
        Assert.Equal("c=d", Read("", [], "rename: { 's.a=b': 'c=d' }").Get(SettingTable.Renames)["s.a=b"]);

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("24h", 86400)]
    public void Duration_is_a_number_with_a_unit(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read("", [], $"wait_lock: '{text}'").Get(SettingTable.WaitLock));

    [Theory]
    [InlineData("--jobs 0", "", "--jobs: '0' is not a whole number from 1 to 64.")]
    [InlineData("--jobs 65", "", "--jobs: '65' is not a whole number from 1 to 64.")]
    [InlineData("", "x", "MAX_RETRIES: 'x' is not a whole number from 1 to 100.")]
    [InlineData("--retry-base-seconds -1", "", "--retry-base-seconds: '-1' is not a number of seconds from 0 to 60.")]
    [InlineData(
        "--wait-lock 25h",
        "",
        "--wait-lock: '25h' is not a duration such as 500ms, 30s, 5m or 1h (at most 24h)."
    )]
    [InlineData("--publish all", "", "--publish: 'all' is not together or table.")]
    [InlineData("--memory-limit much", "", "--memory-limit: 'much' is not a size such as 512MB, 4GB or 4GiB.")]
    [InlineData("--storage-version 1.5", "", "--storage-version: '1.5' is not a version of DuckDB such as v1.5.0.")]
    [InlineData("--rename s.a", "", "--rename: 's.a' is not schema.table=new_name.")]
    [InlineData("--rename a=b", "", "--rename: 'a' is not schema.table or schema.table.column.")]
    [InlineData("--rename s.a=b --rename s.a=c", "", "--rename: 's.a' is not named once: it is given two new names.")]
    public void Wrong_value_is_named_with_its_origin(string flags, string retries, string message)
    {
        var values = Read(flags, new() { ["MAX_RETRIES"] = retries });
        var error = Assert.Throws<PintailException>(values.CheckAll);
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Equal(message, error.Message);
    }

    private static SettingValues Read(string flags, Dictionary<string, string> environment, string? yaml = null)
    {
        var commandLine = CommandLine.Parse(["mirror", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        commandLine.Check();
        return new SettingValues(
            environment,
            commandLine.Texts,
            yaml is null ? null : ConfigFile.Parse(yaml, "pintail.yaml")
        );
    }
}
