using Pintail.Cli.Commands;
using Pintail.Cli.Settings;

namespace Pintail.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly CliRunner _cli = new();

    [Theory]
    [InlineData("mirrr", "error: There is no such command.", "hint: Did you mean mirror?")]
    [InlineData(
        "xyzzyx",
        "error: There is no such command.",
        "hint: The commands are: mirror, plan, verify, history, sql, demo."
    )]
    [InlineData(
        "mirror --jbos 3",
        "error: '--jbos' is not an option of 'pintail mirror'.",
        "hint: Did you mean --jobs?"
    )]
    [InlineData("demo --jobs 3", "error: '--jobs' is not an option of 'pintail demo'.", "hint: 'pintail demo --help'")]
    [InlineData("--jobs 3", "error: '--jobs' is not an option of 'pintail'.", "hint: 'pintail --help'")]
    [InlineData("mirror --jobs", "error: Required argument missing for option: '--jobs'.", "hint: Write --jobs <n>.")]
    [InlineData("mirror --jobs 1 --jobs 2", "error: --jobs is given more than once.", "hint: Write --jobs <n> once.")]
    [InlineData("mirror --jobs=", "error: Required argument missing for option: '--jobs'.", "hint: Write --jobs <n>.")]
    [InlineData("mirror --strict=maybe", "error: --strict: 'maybe' is not true or false.", "")]
    [InlineData("mirror --strict=", "error: --strict: '' is not true or false.", "")]
    [InlineData(
        "mirror --strict --strict=false",
        "error: --strict is given more than once.",
        "hint: Write --strict once."
    )]
    [InlineData(
        "mirror --strict maybe",
        "error: 'pintail mirror' was given an argument behind --strict that belongs to no option.",
        "hint: A connection string"
    )]
    [InlineData("sql --quite", "error: '--quite' is not an option of 'pintail sql'.", "hint: ")]
    [InlineData("history --jsn", "error: '--jsn' is not an option of 'pintail history'.", "hint: Did you mean --json?")]
    [InlineData("mirror --source=port=x", "error: --source: port is not a number from 1 to 65535.", "hint: ")]
    [InlineData("mirror --jobs two", "error: --jobs: 'two' is not a whole number from 1 to 64.", "")]
    [InlineData(
        "plan --publish tabel",
        "error: --publish: 'tabel' is not together or table.",
        "hint: Did you mean table?"
    )]
    [InlineData(
        "mirror --config nowhere.yaml",
        "error: The configuration file 'nowhere.yaml' does not exist.",
        "hint: "
    )]
    [InlineData("mirror", "error: No source is named.", "hint: Give --source")]
    public async Task Mistake_ends_with_2_and_says_what_to_do(string arguments, string error, string hint)
    {
        var result = await _cli.RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        var lines = result.Error.Split('\n');
        Assert.StartsWith(error, lines[0]);
        Assert.StartsWith(hint, lines[1]);
        Assert.Empty(result.Out);
    }

    [Theory]
    [InlineData("mirror", "postgresql://u:hunter2@h/d")]
    [InlineData("postgresql://u:hunter2@h/d")]
    [InlineData("mirror", "--sorce=postgresql://u:hunter2@h/d")]
    [InlineData("mirror", "--source", "postgresql://u:hunter2@h:x/d")]
    [InlineData("mirror", "--source", "postgresql://u:hunter2@h/d?passwrd=hunter2")]
    [InlineData("mirror", "--source", "password=hunter2 port")]
    [InlineData("mirror", "--verbose", "--source", "host=h password='hunter2")]
    public async Task Password_on_a_wrong_command_line_is_not_shown(params string[] arguments)
    {
        var result = await _cli.RunAsync(arguments);
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.DoesNotContain("hunter2", result.Error);
    }

    [Fact]
    public async Task Mistake_in_the_found_configuration_is_named_by_place()
    {
        File.WriteAllText(_cli.PathOf("pintail.yaml"), "jobs: 2\ntraget: x.duckdb\n");
        var result = await _cli.RunAsync("plan");
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Equal("error: pintail.yaml:2:1: Unknown key 'traget'.\nhint: Did you mean target?\n", result.Error);
    }

    [Fact]
    public async Task Nothing_typed_shows_help_and_ends_with_2()
    {
        var result = await _cli.RunAsync();
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("pintail <command>", result.Error);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("mirror --version")]
    public async Task Version_names_both_versions(string arguments)
    {
        var result = await _cli.RunAsync(arguments.Split(' '));
        if (arguments == "--version")
            Assert.Equal("pintail 0.1.0 (DuckDB v1.5.6)\n", result.Out);
        else
            Assert.Equal(ExitCodes.Usage, result.ExitCode);
    }

    [Fact]
    public async Task Probe_is_an_option_of_plan_alone()
    {
        Assert.Contains("--probe", (await _cli.RunAsync("plan", "--help")).Out);
        var result = await _cli.RunAsync("mirror", "--probe");
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("'--probe' is not an option of 'pintail mirror'", result.Error);
    }

    [Theory]
    [InlineData("mirror --help")]
    [InlineData("-h mirror")]
    [InlineData("mirror --jobs nonsense -?")]
    public async Task Help_shows_every_option_with_its_variable_and_key(string arguments)
    {
        var result = await _cli.RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.All(
            SettingTable.OfMirror.Where(setting => setting != SettingTable.Probe),
            setting =>
            {
                Assert.Contains(setting.Name, result.Out);
                Assert.True(setting.Variables.Count == 0 || result.Out.Contains(setting.Variables[0]));
                Assert.Contains(setting.Key is null ? "" : $"yaml {setting.Key}", result.Out);
            }
        );
    }

    [Fact]
    public void Help_in_colour_has_the_same_words()
    {
        using StringWriter plain = new(),
            colour = new();
        new HelpPage(plain, 100, hasColour: false).WriteCommand(Verb.Mirror);
        new HelpPage(colour, 100, hasColour: true).WriteCommand(Verb.Mirror);
        Assert.Equal(
            plain.ToString(),
            colour.ToString().Replace("\e[1m", "").Replace("\e[2m", "").Replace("\e[0m", "")
        );
    }

    [Fact]
    public async Task Missing_library_is_named_and_no_fault_of_the_program()
    {
        var folder = Directory.CreateTempSubdirectory("pintail-test-");
        var environment = new Dictionary<string, string> { ["PINTAIL_DUCKDB_LIBRARY"] = "/no/such/libduckdb.so" };
        using var process = PintailProcess.Start(folder.FullName, environment, "--version");
        var result = await process.ResultAsync();
        folder.Delete(recursive: true);
        Assert.Equal(ExitCodes.Unreachable, result.ExitCode);
        Assert.Contains("/no/such/libduckdb.so", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("report it", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();
}
