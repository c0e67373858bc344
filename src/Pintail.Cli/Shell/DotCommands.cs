using Pintail.Cli.Output;
using Pintail.Cli.Results;
using Pintail.Cli.Sessions;

namespace Pintail.Cli.Shell;

/// <summary>What a line that begins with a point does.</summary>
internal sealed class DotCommands(StatementRunner runner, TextWriter output)
{
    private const string Help = """
        Statements are DuckDB's SQL and end with a semicolon; they may go over several lines.
        ATTACH 'postgresql://user@host/db' AS pg (TYPE postgres);   attaches a PostgreSQL database
        SHOW ALL TABLES;                                            lists what can be read

        .format table|csv|json|markdown|line   how results are written
        .timing on|off                         whether each statement's time is shown
        .help                                  this
        .quit, .exit, Ctrl-D                   the end

        Ctrl-C cancels the statement that runs, or clears what is typed.
        """;

    public bool IsEnded { get; private set; }

    public bool ShowsTime { get; private set; } = true;

    public static bool IsCommand(string line) => line.TrimStart().StartsWith('.');

    public void Run(string line)
    {
        switch (line.Trim().TrimEnd(';').Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case [".quit"] or [".exit"]:
                IsEnded = true;
                break;
            case [".help"]:
                output.WriteLine(Help);
                break;
            case [".timing", "on" or "off"] words:
                ShowsTime = words[1] == "on";
                break;
            case [".format", var name] when Array.Exists(ResultFormats.Names, format => format.Text == name):
                runner.Format = Array.Find(ResultFormats.Names, format => format.Text == name).Value;
                break;
            case [var unknown, ..]:
                output.WriteLine(
                    $"{Printable.Line(unknown)} is no such command, or takes something else; .help lists them."
                );
                break;
        }
    }
}
