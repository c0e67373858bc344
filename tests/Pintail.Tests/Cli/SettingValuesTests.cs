using Pintail.Cli.Commands;
using Pintail.Cli.Settings;
using Pintail.Mirror;
using Pintail.Types;

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

    [Fact]
    public void Condition_keeps_the_equals_signs_and_commas_behind_the_first()
    {
        const string Condition = "a = 1 AND b IN (2, 3) -- = note";
        var values = Given("--where", $"s.a={Condition}");
        Assert.Equal(Condition, values.Get(SettingTable.RowFilters)["s.a"]);
        var yaml = Read("", [], $"where: {{ 's.a': '{Condition}' }}");
        Assert.Equal(Condition, yaml.Get(SettingTable.RowFilters)["s.a"]);
        Assert.Equal("s.b=x", Given("--where=s.a=s.b=x").Get(SettingTable.RowFilters)["s.a"]);
    }

    [Theory]
    [InlineData("--limit 10 --limit s.a=0", null)]
    [InlineData("", "limit: [10, s.a=0]")]
    public void Limit_is_for_all_tables_and_for_single_ones(string flags, string? yaml)
    {
        var limits = Read(flags, [], yaml).Get(SettingTable.RowLimit);
        Assert.Equal(10, limits.All);
        Assert.Equal(0, limits.Tables["s.a"]);
        Assert.Equal(5, Read("", [], "limit: 5").Get(SettingTable.RowLimit).All);
        Assert.Equal(6, Read("", [], "limit: { 's.a=b': 6 }").Get(SettingTable.RowLimit).Tables["s.a=b"]);
    }

    [Fact]
    public void Type_keeps_the_equals_signs_and_commas_behind_the_first()
    {
        var types = Given("--column-type", "s.a.b=DECIMAL(10, 2)", "--column-type", "s.a.c=ENUM('x=y')");
        Assert.Equal("DECIMAL(10, 2)", types.Get(SettingTable.ColumnTypes)["s.a.b"]);
        Assert.Equal("ENUM('x=y')", types.Get(SettingTable.ColumnTypes)["s.a.c"]);
    }

    [Fact]
    public void Choices_of_columns_schemas_and_proof_are_read()
    {
        var values = Read(
            "--unrepresentable s.a.b=null --rename-schema public=main --exclude-column s.a.c,s.a.d --prove content --keys --views",
            []
        );
        Assert.Equal(UnrepresentablePolicy.Null, values.Get(SettingTable.Unrepresentable)["s.a.b"]);
        Assert.Equal("main", values.Get(SettingTable.SchemaRenames)["public"]);
        Assert.Equal(["s.a.c", "s.a.d"], values.Get(SettingTable.ExcludedColumns));
        Assert.Equal(ProofLevel.Content, values.Get(SettingTable.Prove));
        Assert.True(values.Get(SettingTable.Keys) && values.Get(SettingTable.Views));
    }

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
    [InlineData(
        "--memory-limit much",
        "",
        "--memory-limit: 'much' is not a size such as 512MB, 4GB or 4GiB (more than 0, at most 1024TiB)."
    )]
    [InlineData("--storage-version 1.5", "", "--storage-version: '1.5' is not a version of DuckDB such as v1.5.0.")]
    [InlineData("--rename s.a", "", "--rename: 's.a' is not schema.table=new_name.")]
    [InlineData("--rename a=b", "", "--rename: 'a' is not schema.table or schema.table.column.")]
    [InlineData("--rename s.a=b --rename s.a=c", "", "--rename: 's.a' is not named once: it is given two values.")]
    [InlineData("--where s.a", "", "--where: 's.a' is not schema.table=condition.")]
    [InlineData("--where s.a=", "", "--where: 's.a=' is not schema.table=condition.")]
    [InlineData("--where a=b", "", "--where: 'a' is not schema.table.")]
    [InlineData("--limit -1", "", "--limit: '-1' is not a number of rows, or schema.table=rows.")]
    [InlineData("--limit s.a=x", "", "--limit: 'x' is not a number of rows, or schema.table=rows.")]
    [InlineData("--limit 1 --limit 2", "", "--limit: '2' is not the only limit for all tables.")]
    [InlineData("--column-type s.a=INTEGER", "", "--column-type: 's.a' is not schema.table.column.")]
    [InlineData("--unrepresentable s.a.b=zero", "", "--unrepresentable: 'zero' is not refuse or null or text.")]
    [InlineData("--prove all", "", "--prove: 'all' is not none or counts or content.")]
    public void Wrong_value_is_named_with_its_origin(string flags, string retries, string message)
    {
        var values = Read(flags, new() { ["MAX_RETRIES"] = retries });
        var error = Assert.Throws<PintailException>(values.CheckAll);
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Equal(message, error.Message);
    }

    private static SettingValues Given(params string[] flags) => Read(flags, []);

    private static SettingValues Read(string flags, Dictionary<string, string> environment, string? yaml = null) =>
        Read(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment, yaml);

    private static SettingValues Read(string[] flags, Dictionary<string, string> environment, string? yaml = null)
    {
        var commandLine = CommandLine.Parse(["mirror", .. flags]);
        commandLine.Check();
        return new SettingValues(
            environment,
            commandLine.Texts,
            yaml is null ? null : ConfigFile.Parse(yaml, "pintail.yaml")
        );
    }
}
