namespace Pintail.Tests.Cli;

public sealed class DemoCommandTests : IDisposable
{
    private readonly CliRunner _cli = new();

    [Fact]
    public async Task Demo_mirrors_the_shop_compares_answers_and_can_be_run_again()
    {
        // None of these may matter to a demo.
        _cli.Environment["MOTHERDUCK_TOKEN"] = "hunter2";
        _cli.Environment["pg_HOST"] = "elsewhere.invalid";
        File.WriteAllText(_cli.PathOf("pintail.yaml"), "nonsense: 1");
        for (var i = 0; i < 2; i++)
        {
            var result = await _cli.RunAsync("demo");
            Assert.Equal("", result.Error);
            Assert.Equal(ExitCodes.Success, result.ExitCode);
            Assert.Contains("Both answers are the same.", result.Out);
            Assert.Contains(result.Lines, line => line.StartsWith("shop.order_line ") && line.Contains("450,616"));
            Assert.True(new FileInfo(_cli.PathOf("demo.duckdb")).Length > 10_000_000);
        }
    }

    [Theory]
    [InlineData("this is no database")]
    [InlineData("")]
    public async Task Demo_replaces_no_file_that_it_did_not_make(string content)
    {
        File.WriteAllText(_cli.PathOf("demo.duckdb"), content);
        var result = await _cli.RunAsync("demo");
        Assert.Equal(ExitCodes.SomeTableFailed, result.ExitCode);
        Assert.StartsWith("error: ./demo.duckdb exists and was not made by a demo.\nhint: ", result.Error);
        Assert.Equal(content, File.ReadAllText(_cli.PathOf("demo.duckdb")));
    }

    [Fact]
    public async Task Demo_that_cannot_make_its_file_says_so_before_it_makes_a_server()
    {
        // Not even root may make a file in there.
        var result = await _cli.RunInAsync("/proc/self/fdinfo", "demo");
        Assert.Equal(ExitCodes.Unreachable, result.ExitCode);
        Assert.StartsWith("error: ./demo.duckdb cannot be made in this folder: ", result.Error);
        Assert.Equal("", result.Out);
    }

    public void Dispose() => _cli.Dispose();
}
