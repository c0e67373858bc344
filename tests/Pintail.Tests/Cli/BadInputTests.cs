using Pintail.Cli.Commands;
using Pintail.Cli.Settings;

namespace Pintail.Tests.Cli;

/// <summary>
/// Every way to write every setting of the table, with everything that can be wrong about it: the run ends with 2 before
/// anything is touched, and the message names the place and the fix. A new setting is covered by being in the table.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private const string Wrong = "no such value";

    // Any text at all is one of these.
    private static readonly Setting[] FreeTexts =
    [
        SettingTable.Source,
        SettingTable.SourceHost,
        SettingTable.SourcePort,
        SettingTable.SourceDatabase,
        SettingTable.SourceUser,
        SettingTable.SourcePassword,
        SettingTable.SourceSslMode,
        SettingTable.PasswordFile,
        SettingTable.AwsRegion,
        SettingTable.Target,
        SettingTable.TargetDatabase,
        SettingTable.MotherDuckToken,
        SettingTable.MotherDuckHost,
        SettingTable.IncludedSchemas,
        SettingTable.IncrementalTables,
        SettingTable.ExcludedSchemas,
        SettingTable.SqlFile,
        SettingTable.SqlCommands,
        SettingTable.SqlScript,
        SettingTable.HistoryTable,
        SettingTable.Config,
    ];

    private static readonly string[] Hostile =
    [
        " ",
        "\t",
        "\n",
        "=",
        "==",
        "a=b=c",
        ".",
        "..",
        "a.b.c.d.e",
        "a.b=",
        "a.b= ",
        ",",
        "'",
        "\"",
        "\\",
        "$$",
        "--",
        ";",
        "-1",
        "+1",
        "1e9",
        "1_000",
        "٣",
        "１",
        "½",
        "∞",
        "NaN",
        "Infinity",
        "0x10",
        "1.0",
        "1,5",
        "00",
        "9223372036854775808",
        "99999999999999999999999999h",
        "99999999999999999999TB",
        "0ms",
        "-5m",
        "5 m",
        "5M",
        "0GB",
        "1PB",
        "true ",
        "TRUE",
        "y",
        "null",
        "~",
        "{}",
        "[]",
        "md:",
        "md:?",
        "md:x?motherduck_token=y",
        "/",
        "/dev/null",
        new string('x', 64),
        $"{new string('x', 64)}.t=1",
        $"s.{new string('ü', 32)}=1",
        "a\u0000b",
        "\ud800",
        "\u202e",
        "\ufeff",
    ];

    private readonly CliRunner _cli = new();

    public static TheoryData<string> Settings => [.. SettingTable.All.Select(Id)];

    public static TheoryData<string> Keys => [.. SettingTable.All.Where(setting => setting.Key is not null).Select(Id)];

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Wrong_value_is_refused_wherever_it_stands(string id)
    {
        var setting = Find(id);
        if (!FreeTexts.Contains(setting))
            await AssertRefusedEverywhereAsync(setting, Wrong);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Empty_value_is_refused_or_as_if_it_were_not_there(string id)
    {
        var setting = Find(id);
        Assert.All(setting.Variables, variable => Values(new() { [variable] = "" }).Check([setting]));
        // Documented: the first is as not said, the second runs nothing.
        if (setting == SettingTable.TargetDatabase || setting == SettingTable.SqlCommands)
            return;
        await AssertFlagRefusedAsync(setting, "");
        if (setting.Key is not null)
            AssertKeyRefused(setting, $"{setting.Key}: ''");
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Endless_value_is_refused_with_its_beginning(string id)
    {
        var setting = Find(id);
        if (setting != SettingTable.SqlCommands)
            await AssertRefusedEverywhereAsync(setting, new string('x', 70_000));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Setting_written_twice_is_refused(string id)
    {
        var setting = Find(id);
        if (setting.Flag is not null && setting.Shape is SettingShape.Text or SettingShape.Switch)
        {
            string[] once = setting.Shape == SettingShape.Switch ? [setting.Flag!] : [setting.Flag!, "1"];
            var run = await _cli.RunAsync([VerbOf(setting).Name, .. once, .. once]);
            AssertRefused(run, setting.Flag!);
            Assert.Contains("more than once", run.Error);
        }
        if (setting.Key is not null)
            AssertKeyRefused(setting, $"{setting.Key}:\n{setting.Key}:", line: 2);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Misspelt_name_is_refused_with_the_right_one(string id)
    {
        var setting = Find(id);
        if (setting.Flag is not null)
        {
            var run = await _cli.RunAsync(VerbOf(setting).Name, setting.Flag + "q", "1");
            AssertRefused(run, setting.Flag + "q");
            Assert.Contains($"Did you mean {setting.Flag}?", run.Error);
        }
        if (setting.Key is not null)
        {
            var error = AssertKeyRefused(setting, $"{setting.Key}q: 1");
            Assert.Equal($"Did you mean {setting.Key}?", error.Hint);
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Flag_of_another_command_is_refused(string id)
    {
        var setting = Find(id);
        if (setting.Flag is null)
            return;
        foreach (var verb in Verb.All.Where(verb => verb.Settings.All(other => other.Flag != setting.Flag)))
        {
            var run = await _cli.RunAsync(verb.Name, setting.Flag);
            AssertRefused(run, $"'{setting.Flag}' is not an option of 'pintail {verb.Name}'");
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Value_of_another_shape_is_refused_with_the_right_one(string id)
    {
        var setting = Find(id);
        var key = setting.Key!;
        var takesList = setting.Shape is SettingShape.List or SettingShape.TextAndPairs;
        var takesMap = setting.Shape is SettingShape.Pairs or SettingShape.TextAndPairs;
        string[] wrong =
        [
            $"{key}: [[1]]",
            $"{key}: {{a.b: {{c.d: 1}}}}",
            $"{key}: {{a.b: [1]}}",
            $"{key}:\n  jobs: [3]",
            $"{key}: [{{a: 1}}]",
            .. takesList ? [] : (string[])[$"{key}: [1]", $"{key}:\n- 1\n- 2"],
            .. takesMap ? [] : (string[])[$"{key}: {{a.b: 1}}", $"{key}:\n  jobs: 3"],
        ];
        Assert.All(
            wrong,
            yaml =>
            {
                var error = Assert.Throws<PintailException>(() => ConfigFile.Parse(yaml, "p.yaml"));
                Assert.Matches($"^p.yaml:[12]:[0-9]+: {key} takes ", error.Message);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Key_below_another_or_in_a_list_is_refused(string id)
    {
        var key = Find(id).Key!;
        Assert.All(
            [
                $"mirror:\n  {key}: 1",
                $"- {key}: 1",
                $"? [{key}]\n: 1",
                $"? {{{key}: 1}}\n: 1",
                $"{key}",
                $"!{key} {key}: 1",
            ],
            yaml =>
            {
                var error = Assert.Throws<PintailException>(() => ConfigFile.Parse(yaml, "p.yaml"));
                Assert.Matches("^p.yaml:1:[0-9]+: ", error.Message);
                Assert.NotNull(error.Hint);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Hostile_value_is_taken_as_it_is_or_refused_by_name(string id)
    {
        var setting = Find(id);
        Assert.All(
            Hostile,
            text =>
            {
                try
                {
                    setting.Check([text], "the place");
                }
                catch (PintailException e)
                {
                    Assert.Equal(ErrorKind.Configuration, e.Kind);
                    Assert.StartsWith("the place: ", e.Message, StringComparison.Ordinal);
                    Assert.Contains(" is not ", e.Message, StringComparison.Ordinal);
                }
            }
        );
    }

    public void Dispose() => _cli.Dispose();

    private static string Id(Setting setting) => $"{setting.Group} {setting.Name}";

    private static Setting Find(string id) => SettingTable.All.Single(setting => Id(setting) == id);

    private static Verb VerbOf(Setting setting) => Verb.All.First(verb => verb.Settings.Contains(setting));

    private static SettingValues Values(Dictionary<string, string> environment) => new(environment, _ => null, null);

    private async Task AssertRefusedEverywhereAsync(Setting setting, string text)
    {
        await AssertFlagRefusedAsync(setting, text);
        foreach (var variable in setting.Variables)
        {
            var error = Assert.Throws<PintailException>(() => Values(new() { [variable] = text }).CheckAll());
            AssertNames(error, variable);
        }
        // There any two texts are a pair.
        if (setting.Key is not null && !(setting == SettingTable.SchemaRenames && text == Wrong))
            AssertKeyRefused(setting, $"{setting.Key}: {Yaml(setting, text)}");
    }

    private async Task AssertFlagRefusedAsync(Setting setting, string text)
    {
        if (setting.Flag is null && !setting.IsArgument)
            return;
        string[] written =
            setting.IsArgument ? [text]
            : setting.Shape == SettingShape.Switch ? [$"{setting.Flag}={text}"]
            : [setting.Flag!, text];
        AssertRefused(await _cli.RunAsync([VerbOf(setting).Name, .. written]), setting.Name);
    }

    private static PintailException AssertKeyRefused(Setting setting, string yaml, int line = 1)
    {
        var error = Assert.Throws<PintailException>(() => ConfigFile.Parse(yaml, "conf/p.yaml"));
        Assert.Contains(setting.Key!, error.Message, StringComparison.Ordinal);
        AssertNames(error, $"conf/p.yaml:{line}:");
        return error;
    }

    private static void AssertRefused(CliResult run, string place)
    {
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(place, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Pintail failed", run.Error, StringComparison.Ordinal);
        // The fix: what it should be, or what to do.
        Assert.True(run.Error.Contains("hint: ") || run.Error.Contains(" is not "), run.Error);
        Assert.All(run.Error.Split('\n').Take(2), line => Assert.True(line.Length < 500, line));
    }

    private static void AssertNames(PintailException error, string place)
    {
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.StartsWith(place, error.Message, StringComparison.Ordinal);
        Assert.True(error.Hint is not null || error.Message.Contains(" is not "), error.Message);
        Assert.True(error.Message.Length < 500, error.Message);
    }

    // Pairs are a mapping there: what is wrong is then the value of one, or its name.
    private static string Yaml(Setting setting, string text) =>
        setting.Shape == SettingShape.Pairs ? $"{{'{text}': '{text}'}}" : $"'{text}'";
}
