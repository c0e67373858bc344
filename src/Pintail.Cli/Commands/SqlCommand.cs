using System.Text;
using Pintail.Cli.Output;
using Pintail.Cli.Sessions;
using Pintail.Cli.Settings;
using Pintail.Cli.Shell;
using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.Cli.Commands;

/// <summary>
/// pintail sql: opens a session, attaches what --attach names, and runs the statements of -c, of -f, of standard input, or
/// those that are typed. Outside of a terminal the first statement that fails ends it.
/// </summary>
internal sealed class SqlCommand(SettingValues values, CommandContext context)
{
    private const string StandardInput = "-";

    /// <summary>Prefix of a MotherDuck database.</summary>
    private const string MotherDuck = "md:";

    private readonly Lock _queries = new();
    private readonly bool _verbose = values.Get(SettingTable.Verbose);

    /// <returns>The exit code.</returns>
    public int Run(CancellationToken cancellation)
    {
        var commands = values.Get(SettingTable.SqlCommands);
        var script = values.Get(SettingTable.SqlScript);
        var isInteractive = commands.Count == 0 && script is null && context.Terminal is not null;
        // Before anything is opened: a script that is not there is a mistake of the command line.
        var scripts = isInteractive ? [] : Scripts(commands, script).ToList();
        var file = values.Get(SettingTable.SqlFile);
        var isMotherDuck = file?.StartsWith(MotherDuck, StringComparison.Ordinal) == true;
        var options = new SqlOptions
        {
            File = file is null || isMotherDuck ? null : Path.Combine(context.Folder, file),
            Environment = context.Environment,
        };
        using var database = SqlDatabase.Open(options);
        using var session = database.Connect();
        session.QuerySent = WriteQuery;
        using var runner = new StatementRunner(session, context) { Format = values.Get(SettingTable.Format) };
        List<(string Place, string Sql)> first = [];
        if (isMotherDuck)
            first.Add((file!, $"ATTACH {DuckDBText.Literal(file!)}"));
        first.AddRange(values.Get(SettingTable.Attachments).Select(Attach));
        foreach (var (place, sql) in first)
        {
            if (Run(runner, sql, place, kind => kind.ExitCode(), cancellation) is var code and not ExitCodes.Success)
                return code;
        }
        if (isInteractive)
            return Interactive(runner, file);
        foreach (var (name, text) in scripts)
        {
            if (RunScript(runner, name, text, cancellation) is var code and not ExitCodes.Success)
                return code;
        }
        return ExitCodes.Success;
    }

    // On any thread. As a comment, so that what is copied from a terminal does no harm in a script.
    private void WriteQuery(string sql)
    {
        lock (_queries)
        {
            foreach (var line in sql.ReplaceLineEndings("\n").Split('\n'))
                context.Error.WriteLine($"-- {Printable.Line(line)}");
        }
    }

    private int Interactive(StatementRunner runner, string? file)
    {
        var history = new CommandHistory(CommandHistory.DefaultFile(context.Environment));
        var editor = new LineEditor(context.Terminal!, context.In, context.Out, history);
        new InteractiveShell(runner, editor, history, context, _verbose).Run(file ?? "in memory");
        return ExitCodes.Success;
    }

    private int RunScript(StatementRunner runner, string name, string text, CancellationToken cancellation)
    {
        foreach (var statement in ScriptStatement.Split(text))
        {
            var place = $"{name}, line {statement.LineNumber}";
            if (
                Run(runner, statement.Text, place, StatementErrors.ExitCode, cancellation)
                is var code
                    and not ExitCodes.Success
            )
                return code;
        }
        return ExitCodes.Success;
    }

    private int Run(
        StatementRunner runner,
        string statement,
        string place,
        Func<ErrorKind, int> exitCode,
        CancellationToken cancellation
    )
    {
        try
        {
            runner.Run(statement, cancellation);
            return ExitCodes.Success;
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && StatementErrors.IsInterruption(e))
        {
            context.Error.WriteLine("interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (StatementErrors.Explain(e) is { } error)
        {
            new ErrorReport(context.Error).Write(error);
            // The statement itself may hold a password.
            context.Error.WriteLine($"at: {place}");
            if (_verbose)
                context.Error.WriteLine(e);
            return exitCode(error.Kind);
        }
    }

    private IEnumerable<(string Name, string Text)> Scripts(IReadOnlyList<string> commands, string? script)
    {
        for (var i = 0; i < commands.Count; i++)
            yield return (commands.Count == 1 ? "-c" : $"-c number {i + 1}", commands[i]);
        if (script is not null && script != StandardInput)
            yield return (script, Read(script));
        else if (script is not null || commands.Count == 0)
            yield return ("standard input", context.In.ReadToEnd());
    }

    private string Read(string script)
    {
        try
        {
            return File.ReadAllText(Path.Combine(context.Folder, script), Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PintailException(
                ErrorKind.Configuration,
                $"The script '{script}' cannot be read: {e.Message}",
                "Give -f a file of SQL, or - for standard input.",
                e
            );
        }
    }

    private static (string Place, string Sql) Attach(KeyValuePair<string, string> one) =>
        (
            $"--attach {one.Key}",
            $"ATTACH {DuckDBText.Literal(one.Value)} AS {DuckDBText.Identifier(one.Key)} (TYPE postgres, READ_ONLY)"
        );
}
