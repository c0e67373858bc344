using Pintail.SqlLogic.Running;
using Pintail.Tests.Support;

namespace Pintail.Tests.SqlLogic;

public class LogicFileTests
{
    private const string Folder = "tests/Pintail.Tests/Sql/runner";

    public static TheoryData<string> Files =>
        [
            .. TestFiles
                .Find([Checkout.PathOf(Folder)], withSlow: true)
                .Select(path => Path.GetRelativePath(Checkout.PathOf(Folder), path)),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_passes(string name) =>
        LogicText.AssertPasses(File.ReadAllText(Path.Combine(Checkout.PathOf(Folder), name)), Records(name));

    // So that a file whose records are lost on the way does not pass.
    private static int Records(string name) =>
        name switch
        {
            "connections.test" => 13,
            "environment.test" => 9,
            "errors.test" => 7,
            "loops.test" => 115,
            "sorting.test" => 7,
            "values.test" => 15,
            "zones.test" => 4,
            _ => throw new InvalidOperationException($"Say here how many records {name} has."),
        };

    [Theory]
    [InlineData("require no_such_extension", "require no_such_extension")]
    [InlineData("require vector_size 4096", "require vector_size")]
    [InlineData("require ram 1000TB", "require ram")]
    [InlineData("require windows", "require windows")]
    [InlineData("require-env PINTAIL_NOT_SET", "require-env PINTAIL_NOT_SET")]
    [InlineData("require-env GIVEN other", "require-env GIVEN other")]
    public void File_that_asks_for_what_is_not_there_is_skipped(string line, string reason)
    {
        var outcome = LogicText.Run($"{line}\n\nno directive\n", ("GIVEN", "value"));
        Assert.Equal(reason, outcome.SkipReason);
        Assert.Empty(outcome.Failures);
    }

    [Fact]
    public void Required_environment_is_a_variable_of_the_file()
    {
        const string text =
            "require-env GIVEN value\n\ntest-env OTHER x\n\nquery TT\nSELECT '${GIVEN}', '{OTHER}'\n----\nvalue\tset\n";
        var outcome = LogicText.Run(text, ("GIVEN", "value"), ("OTHER", "set"));
        Assert.Empty(outcome.Failures);
        Assert.Equal(1, outcome.Passed);
    }

    [Fact]
    public void Extension_that_the_run_says_is_there_is_present() =>
        Assert.Equal(
            1,
            LogicText.Run("require postgres_scanner\n\nstatement ok\nSELECT 1", ["postgres_scanner"]).Passed
        );

    [Fact]
    public void Error_that_the_file_ignores_skips_the_rest()
    {
        var outcome = LogicText.Run(
            "set ignore_error_messages HTTP Error, is not there\n\nstatement ok\nSELECT error('it is not there')\n\nnonsense\n"
        );
        Assert.Equal("an error that the file ignores", outcome.SkipReason);
        Assert.Empty(outcome.Failures);
    }

    [Fact]
    public void Error_is_not_ignored_unless_the_file_says_so() =>
        Assert.Contains(
            "Unable to connect",
            LogicText.Fail("statement ok\nSELECT error('Unable to connect')").Reason.Message
        );

    [Fact]
    public void Halt_in_a_loop_ends_the_file() =>
        LogicText.AssertPasses("loop i 0 3\n\nonlyif i=1\nhalt\n\nstatement ok\nSELECT 1\n\nendloop\n\nnonsense\n", 1);

    [Fact]
    public void Loop_runs_once_at_least() =>
        LogicText.AssertPasses("loop i 5 5\n\nquery I\nSELECT ${i}\n----\n5\n\nendloop\n", 1);
}
