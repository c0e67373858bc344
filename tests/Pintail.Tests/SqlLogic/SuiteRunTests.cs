using Pintail.SqlLogic;

namespace Pintail.Tests.SqlLogic;

public sealed class SuiteRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pintail-suite-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private int Run(params string[] arguments) => SuiteRun.Run(arguments, _output, _errors);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    [Fact]
    public void Folder_is_run_file_by_file_with_sums_and_reasons()
    {
        Write("a.test", "query I\nSELECT 1\n----\n1\n\nquery I\nSELECT 1\n----\n2\n");
        Write("below/b.test", "statement ok\nSELECT 1\n");
        Write("c.test", "require httpfs\n");
        Write("d.test", "require httpfs\n");
        Write("e.test_slow", "nonsense\n");
        Write("notes.txt", "nonsense\n");
        Assert.Equal(1, Run(_folder));
        var text = _output.ToString();
        Assert.Contains("a.test: 1 passed, 1 failed", text);
        Assert.Contains("a.test:6: Row 1, column 1 (1, INTEGER) is expected to be 2 and is 1.", text);
        Assert.Contains("b.test: 1 passed, 0 failed", text);
        Assert.Contains("c.test: 0 passed, 0 failed (require httpfs)", text);
        Assert.Contains("skipped 2: require httpfs", text);
        Assert.Contains("files:   1 passed, 1 failed, 2 skipped", text);
        Assert.Contains("records: 2 passed, 1 failed", text);
    }

    [Fact]
    public void Nothing_failed_ends_with_0()
    {
        Write("a.test", "query I\nSELECT 1\n----\n1\n");
        Assert.Equal(0, Run(_folder));
    }

    [Fact]
    public void Slow_files_are_run_when_asked_for()
    {
        Write("a.test_slow", "nonsense\n");
        Assert.Equal(2, Run(_folder));
        Assert.Equal(1, Run("--slow", _folder));
        Assert.Equal(1, Run(Path.Combine(_folder, "a.test_slow")));
    }

    [Fact]
    public void Options_reach_the_files()
    {
        Write("a.test", "require made_up\n\nrequire-env WHO\n\nquery T\nSELECT '${WHO}'\n----\nme\n");
        Assert.Equal(0, Run("--with", "made_up", "--env", "WHO=me", _folder));
        Assert.Contains("1 passed, 0 failed, 0 skipped", _output.ToString());
    }

    [Fact]
    public void Long_results_are_cut()
    {
        Write("a.test", "query I\nFROM range(10000)\n----\n0\n\nquery I\nSELECT repeat('x', 100000)\n----\ny\n");
        Assert.Equal(1, Run(_folder));
        Assert.InRange(_output.ToString().Length, 1, 5_000);
        Assert.Contains("… and 9980 more lines", _output.ToString());
    }

    [Theory]
    [InlineData("Name a test file")]
    [InlineData("'--frob' is no option", "--frob")]
    [InlineData("'--with' needs a value", "--with")]
    [InlineData("no file or folder", "/no/such/folder")]
    public void Wrong_command_line_ends_with_2(string message, params string[] arguments)
    {
        Assert.Equal(2, Run(arguments));
        Assert.Contains(message, _errors.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
