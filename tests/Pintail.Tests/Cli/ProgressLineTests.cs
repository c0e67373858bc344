using System.Text;
using Pintail.Cli.Commands;
using Pintail.Cli.Sessions;
using Pintail.Session;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

public class ProgressLineTests
{
    private readonly ManualTime _time = new();
    private readonly StringBuilder _error = new();
    private readonly ScanProgress _progress = new();

    [Fact]
    public void Long_scan_shows_what_was_read_and_leaves_nothing_behind()
    {
        using (Line(isTerminal: true))
        {
            _time.Advance(TimeSpan.FromSeconds(0.9));
            _progress.Add(1_234_567, 20_000_000);
            Assert.Empty(_error.ToString());
            _time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Equal("\r\u001b[K1,234,567 rows, 20.0 MB from Postgres, 1.00 s", _error.ToString());
        }
        Assert.EndsWith("\r\u001b[K", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Statement_that_reads_nothing_and_output_that_is_no_terminal_stay_as_they_are()
    {
        using (Line(isTerminal: true))
            _time.Advance(TimeSpan.FromSeconds(5));
        _progress.Add(1, 1);
        using (Line(isTerminal: false))
            _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_error.ToString());
    }

    private ProgressLine Line(bool isTerminal) =>
        new(
            new CommandContext
            {
                Out = TextWriter.Null,
                Error = new StringWriter(_error),
                ErrorIsTerminal = isTerminal,
                Environment = new Dictionary<string, string>(),
                Folder = ".",
                Time = _time,
            },
            _progress
        );
}
