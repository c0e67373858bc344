// The prompt of pintail sql: lines are gathered until a semicolon ends the statement, statements run one after the other,
// and an error of one is told without ending the session. Ctrl-C cancels what runs, or clears what is half typed; Ctrl-D on
// an empty line ends. A line that begins with a point is a command to the shell itself.

using System.Diagnostics;
using System.Globalization;
using Pintail.Cli.Commands;
using Pintail.Cli.Output;
using Pintail.Cli.Sessions;
using Pintail.Session;

namespace Pintail.Cli.Shell;

/// <summary>Asks for statements on a terminal and runs them.</summary>
internal sealed class InteractiveShell(
    StatementRunner runner,
    LineEditor editor,
    CommandHistory history,
    CommandContext context,
    bool verbose
)
{
    private const string Prompt = "pintail> ";
    private const string Continuation = "     -> ";

    private readonly DotCommands _commands = new(runner, context.Out);
    private readonly List<string> _typed = [];
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;

    /// <param name="place">What the session works in, for the greeting.</param>
    public void Run(string place)
    {
        context.Out.WriteLine($"{Application.Version()}, {Printable.Line(place)}. End a statement with ;  Help: .help");
        context.Interrupts.Take(Interrupt);
        try
        {
            while (!_commands.IsEnded && ReadLine(out var line))
                Take(line);
        }
        finally
        {
            context.Interrupts.Take(null);
        }
    }

    // False at the end of the input.
    private bool ReadLine(out string line)
    {
        while (true)
        {
            try
            {
                var read = editor.Read(_typed.Count == 0 ? Prompt : Continuation);
                line = read ?? "";
                return read is not null;
            }
            catch (OperationCanceledException)
            {
                _typed.Clear();
            }
        }
    }

    private void Take(string line)
    {
        if (_typed.Count == 0 && DotCommands.IsCommand(line))
        {
            history.Add([line]);
            _commands.Run(line);
            return;
        }
        _typed.Add(line);
        var statements = ScriptStatement.Split(string.Join('\n', _typed));
        if (statements.Count > 0 && !statements[^1].IsEnded)
            return;
        history.Add(_typed);
        _typed.Clear();
        foreach (var statement in statements)
        {
            if (!Execute(statement.Text))
                break;
        }
    }

    private bool Execute(string statement)
    {
        using var running = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        try
        {
            lock (_lock)
                _running = running;
            if (runner.Run(statement, running.Token) is { } changed)
                context.Out.WriteLine($"{Quantity.Of(changed, "row")} changed");
            return true;
        }
        catch (Exception e) when (running.IsCancellationRequested && StatementErrors.IsInterruption(e))
        {
            context.Error.WriteLine("cancelled");
            return false;
        }
        catch (Exception e)
        {
            new ErrorReport(context.Error).Write(StatementErrors.Explain(e) ?? e, verbose);
            return false;
        }
        finally
        {
            lock (_lock)
                _running = null;
            if (_commands.ShowsTime)
                context.Out.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"Time: {clock.Elapsed.TotalSeconds:0.000} s")
                );
        }
    }

    // On the thread of the signal; between statements there is nothing to cancel.
    private void Interrupt()
    {
        lock (_lock)
            _running?.Cancel();
    }
}
