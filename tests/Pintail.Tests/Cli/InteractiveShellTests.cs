using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pintail.Tests.Cli;

public sealed class InteractiveShellTests : IDisposable
{
    private readonly CliRunner _cli = new();

    [Fact]
    public async Task Statement_over_several_lines_runs_at_its_semicolon()
    {
        var result = await TypeAsync("SELECT ';' AS a, -- not yet ;\r  2 AS b\r; SELECT 3 AS c;\r");
        Assert.Equal((ExitCodes.Success, ""), (result.ExitCode, result.Error));
        Assert.Contains("     -> ", result.Out);
        Assert.Contains("│ ; │ 2 │\n", result.Out);
        Assert.Contains("│ 3 │\n", result.Out);
        Assert.Matches(@"1 row\nTime: \d+\.\d{3} s\n", result.Out);
    }

    [Fact]
    public async Task Error_ends_the_line_and_not_the_session()
    {
        var result = await TypeAsync(
            "SELECT nope; SELECT 'skipped' AS x;\rSELECT 'later' AS y;\r.quit\rSELECT 'never' AS z;\r"
        );
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.StartsWith("error: Binder Error: Referenced column \"nope\"", result.Error);
        Assert.DoesNotContain("│ skipped │", result.Out);
        Assert.Contains("│ later │", result.Out);
        Assert.DoesNotContain("never", result.Out);
    }

    [Fact]
    public async Task Ctrl_C_clears_what_is_half_typed()
    {
        var result = await TypeAsync("SELECT 'open\rstring\u0003SELECT 1 AS x;\r");
        Assert.Equal("", result.Error);
        Assert.Contains("string^C", result.Out);
        Assert.Contains("│ 1 │", result.Out);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_statement_that_runs_and_no_other()
    {
        var keys = new ScriptedKeys(
            ".format csv\rCREATE TABLE t AS SELECT 7 AS i;\rFROM range(1000000000000) r(n);\r",
            "FROM t;\r"
        );
        using var output = new AwaitedOutput("0\r\n1\r\n");
        _cli.Terminal = keys.Terminal();
        _cli.NewOutput = () => output;
        var session = Task.Run(() => _cli.RunAsync("sql"), TestContext.Current.CancellationToken);
        await output.Seen.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(_cli.Interrupts.TryTake());
        await keys.Paused.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(_cli.Interrupts.TryTake());
        keys.GoOn();
        var result = await session;
        Assert.Equal((ExitCodes.Success, "cancelled\n"), (result.ExitCode, result.Error));
        Assert.Contains("i\r\n7\r\n", result.Out);
        Assert.False(_cli.Interrupts.IsTaken);
    }

    [Theory]
    [InlineData(40, "")]
    [InlineData(2060, " (40 shown)")]
    [InlineData(100_000, " (40 shown)")]
    public async Task Large_result_shows_its_ends_and_its_size(int rows, string remark)
    {
        var result = await TypeAsync($"SELECT 'row ' || i AS x FROM range({rows}) t(i);\r");
        var lines = result.Out.Split('\n').Where(line => line.StartsWith("│ row ", StringComparison.Ordinal)).ToList();
        var numbers = lines.Select(line => int.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture));
        Assert.Equal([.. Enumerable.Range(0, 20), .. Enumerable.Range(rows - 20, 20)], numbers);
        Assert.Contains($"\n{rows.ToString("N0", CultureInfo.InvariantCulture)} rows{remark}\n", result.Out);
    }

    [Fact]
    public async Task Point_commands_change_the_format_and_the_timing()
    {
        var result = await TypeAsync(
            ".timing off\r.format csv\rSELECT NULL AS a, '' AS b;\r.format nonsense\rCREATE TABLE t (i int);\rINSERT INTO t VALUES (1), (2);\r.help\r"
        );
        Assert.Equal("", result.Error);
        Assert.Contains("a,b\r\n,\"\"\r\n", result.Out);
        Assert.DoesNotContain("Time:", result.Out);
        Assert.Contains(".format is no such command, or takes something else", result.Out);
        Assert.Contains("2 rows changed\n", result.Out);
        Assert.DoesNotContain("0 rows changed", result.Out);
        Assert.Contains("Ctrl-C cancels", result.Out);
    }

    [Fact]
    public async Task Lines_are_remembered_for_the_next_session()
    {
        _cli.Environment["HOME"] = _cli.Folder;
        await TypeAsync("SELECT 41 + 1 AS x;\r");
        var result = await TypeAsync("\e[A\r");
        Assert.Contains("│ 42 │", result.Out);
    }

    [Fact]
    public async Task Real_terminal_asks_echoes_and_is_left_as_it_was()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Pintail.Cli.dll");
        var start = new ProcessStartInfo("script", ["-qec", $"dotnet exec '{program}' sql; stty -a", "/dev/null"])
        {
            WorkingDirectory = _cli.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm";
        start.Environment["HOME"] = _cli.Folder;
        start.Environment.Remove("XDG_STATE_HOME");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync("SELECT 'one'\r  || 'two' AS x\r;\r\u001b[A\u001b[A\u0001\u000b.quit\r");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var text = await output;
        Assert.Contains("pintail> ", text);
        Assert.Contains("     -> ", text);
        Assert.Contains("│ onetwo │", text);
        Assert.Matches(@"(?<!-)\bicanon\b", text);
        Assert.Matches(@"(?<!-)\becho\b", text);
    }

    public void Dispose() => _cli.Dispose();

    private Task<CliResult> TypeAsync(string keys)
    {
        _cli.Terminal = new ScriptedKeys(keys).Terminal();
        return _cli.RunAsync("sql");
    }

    /// <summary>Tells when a piece that begins so is written: the statement runs.</summary>
    private sealed class AwaitedOutput(string beginning) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override void Write(StringBuilder? value)
        {
            base.Write(value);
            if (value?.ToString().StartsWith(beginning, StringComparison.Ordinal) == true)
                _seen.TrySetResult();
        }
    }
}
