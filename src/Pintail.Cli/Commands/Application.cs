using Pintail.Cli.Output;
using Pintail.Cli.Settings;
using Pintail.DuckDB;
using Pintail.Types;

namespace Pintail.Cli.Commands;

/// <summary>
/// The program from its arguments to its exit code: finds the command, runs it, and is the one place where an exception
/// becomes a message and a code. Knows no console and no process; Program does.
/// </summary>
internal sealed class Application(CommandContext context)
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var commandLine = CommandLine.Parse(arguments);
        var json = commandLine.WantsJson ? context.Out : null;
        try
        {
            return CheckOutput(await RunAsync(commandLine, cancellation), commandLine);
        }
        catch (Exception e) when (IsInterruption(e, cancellation))
        {
            if (json is not null)
            {
                var interruption = new PintailException(ErrorKind.Cancelled, "The run was interrupted.");
                json.WriteLine(JsonText.Of(JsonRunError.From(interruption)));
            }
            context.Error.WriteLine("interrupted; nothing is half-published");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            return new ErrorReport(context.Error).Write(e, commandLine.IsVerbose, json);
        }
    }

    /// <summary>Versions of Pintail and of the libduckdb it loaded. Its own way in, as it must start fast.</summary>
    public static string Version() => $"pintail {PintailVersion.Current} (DuckDB {DuckDBDatabase.LibraryVersion})";

    private async Task<int> RunAsync(CommandLine commandLine, CancellationToken cancellation)
    {
        if (commandLine.WantsHelp)
            return Help(commandLine.Verb, context.Out, context.HasColour);
        if (commandLine.WantsVersion)
        {
            context.Out.WriteLine(Version());
            return ExitCodes.Success;
        }
        if (commandLine.IsEmpty)
        {
            Help(null, context.Error, hasColour: false);
            return ExitCodes.Usage;
        }
        commandLine.Check();
        var verb = commandLine.Verb!;
        if (verb == Verb.Reference || verb == Verb.Types)
        {
            context.Out.Write(verb == Verb.Types ? TypesPage.Render() : ReferencePage.Render());
            return ExitCodes.Success;
        }
        if (verb == Verb.Demo)
            return await new DemoCommand(context, commandLine.IsVerbose).RunAsync(cancellation);
        if (verb == Verb.Sql)
            return RunSql(commandLine, cancellation);
        var values = ReadSettings(commandLine);
        if (verb == Verb.History)
            return await HistoryCommand.RunAsync(values, context, cancellation);
        if (context.Shortage() is { } shortage)
            throw shortage;
        if (verb == Verb.Plan)
            return await PlanCommand.RunAsync(values, context, cancellation);
        return verb == Verb.Verify
            ? await VerifyCommand.RunAsync(values, context, cancellation)
            : await MirrorCommand.RunAsync(values, context, cancellation);
    }

    // Whoever reads the output has not got all of it, which only the exit code can tell now.
    private int CheckOutput(int code, CommandLine commandLine)
    {
        if (context.Out is not ConsoleWriter { Failure: { } failure })
            return code;
        var hasRun = commandLine is { WantsHelp: false, WantsVersion: false } && commandLine.Verb == Verb.Mirror;
        var hint = hasRun ? $"{failure.Hint} What the run published stands: see 'pintail history'." : failure.Hint;
        var own = new ErrorReport(context.Error).Write(
            new PintailException(failure.Kind, failure.Message, hint),
            verbose: false
        );
        return code == ExitCodes.Success ? own : code;
    }

    // Rows are the result here: without them there is no reason to read on.
    private CommandContext WithStrictOutput() =>
        context.Out is ConsoleWriter output ? context with { Out = output.Strict() } : context;

    // A pintail.yaml tells what to mirror, which a session has no use for.
    private int RunSql(CommandLine commandLine, CancellationToken cancellation)
    {
        var values = new SettingValues(context.Environment, commandLine.Texts, config: null);
        values.Check(Verb.Sql.Settings);
        return new SqlCommand(values, WithStrictOutput()).Run(cancellation);
    }

    private SettingValues ReadSettings(CommandLine commandLine)
    {
        var path = commandLine.Texts(SettingTable.Config) is { } texts
            ? SettingTable.Config.Read(texts, SettingTable.Config.Name)
            : null;
        var config = ConfigFile.Load(path, context.Folder);
        var values = new SettingValues(context.Environment, commandLine.Texts, config);
        // A variable that no other command minds may be wrong for all that a history cares.
        if (commandLine.Verb == Verb.History)
            values.Check(Verb.History.Settings);
        else
            values.CheckAll();
        return values;
    }

    private int Help(Verb? verb, TextWriter writer, bool hasColour)
    {
        var page = new HelpPage(writer, context.Width, hasColour);
        if (verb is null)
            page.WriteProgram();
        else
            page.WriteCommand(verb);
        return ExitCodes.Success;
    }

    private static bool IsInterruption(Exception e, CancellationToken cancellation) =>
        e is PintailException { Kind: ErrorKind.Cancelled }
        || (e is OperationCanceledException && cancellation.IsCancellationRequested);
}
