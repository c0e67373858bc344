using System.Text.RegularExpressions;
using Pintail.Cli.Commands;
using Pintail.Cli.Settings;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

public partial class SettingTableTests
{
    [Fact]
    public void Names_are_unique_and_spelt_as_their_kind()
    {
        var flags = SettingTable.All.Select(setting => setting.Flag).OfType<string>().ToList();
        var commands = Verb.All.Select(verb => verb.Settings.Select(setting => setting.Flag).OfType<string>().ToList());
        var variables = SettingTable.All.SelectMany(setting => setting.Variables).ToList();
        var keys = SettingTable.All.Select(setting => setting.Key).OfType<string>().ToList();
        Assert.All([.. commands, variables, keys], names => Assert.Equal(names.Distinct(), names));
        Assert.All(flags, flag => Assert.Matches(FlagPattern(), flag));
        Assert.All(keys, key => Assert.Matches(KeyPattern(), key));
    }

    [Fact]
    public void Setting_can_be_set_and_says_what_it_does() =>
        Assert.All(
            SettingTable.All,
            setting =>
            {
                Assert.True(setting.Flag is not null || setting.IsArgument || setting.Variables.Count > 0);
                Assert.True(
                    setting.Flag is null || setting.Shape == SettingShape.Switch || setting.ValueName.Length > 0
                );
                Assert.EndsWith(".", setting.Description);
            }
        );

    [Fact]
    public void Every_setting_is_in_the_table()
    {
        var declared = typeof(SettingTable)
            .GetFields()
            .Select(field => field.GetValue(null))
            .OfType<Setting>()
            .ToHashSet();
        Assert.Equal(declared, SettingTable.All.ToHashSet());
    }

    [Fact]
    public void Reference_page_is_what_the_table_says() =>
        Assert.True(
            File.ReadAllText(Checkout.PathOf(ReferencePage.File)) == ReferencePage.Render(),
            $"{ReferencePage.File} is not what the table of options says. Make it again: {ReferencePage.Regenerate}"
        );

    [GeneratedRegex("^--[a-z]+(-[a-z]+)*$")]
    private static partial Regex FlagPattern();

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex KeyPattern();
}
