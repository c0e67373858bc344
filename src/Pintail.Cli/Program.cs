using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Pintail;
using Pintail.Cli;
using Pintail.Cli.Commands;
using Pintail.Cli.Output;
using Pintail.Cli.Shell;

// The only place that knows the console, the process' environment and its signals.

if (args is ["--version"])
{
    // Without the command line's machinery, so that it answers at once.
    try
    {
        new ConsoleWriter(Console.Out, isStrict: true).WriteLine(Application.Version());
        return ExitCodes.Success;
    }
    catch (Exception e)
    {
        return new ErrorReport(new ConsoleWriter(Console.Error)).Write(e, verbose: false);
    }
}

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var interrupts = new InterruptTaker();
using var interrupted = new CancellationTokenSource();

// The first signal asks the run to end in good order, the second does not wait for that.
void OnSignal(PosixSignalContext signal)
{
    signal.Cancel = true;
    if (signal.Signal == PosixSignal.SIGINT && interrupts.TryTake())
        return;
    // A prompt that waits for a key hears of nothing else.
    if (interrupts.IsTaken)
    {
        RawMode.EndAny();
        Environment.Exit(ExitCodes.Interrupted);
    }
    if (interrupted.IsCancellationRequested)
        Environment.Exit(ExitCodes.Interrupted);
    interrupted.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

// A file that reaches the limit of `ulimit -f` is an error of whoever writes it, as a full disk is, and not the end of the
// process: SIGXFSZ, which has this number on Linux and macOS and no name in .NET.
using var tooLarge = OperatingSystem.IsWindows()
    ? null
    : PosixSignalRegistration.Create((PosixSignal)25, signal => signal.Cancel = true);

var context = new CommandContext
{
    Out = new ConsoleWriter(Console.Out),
    Error = new ConsoleWriter(Console.Error),
    OutIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    Width = Console.IsOutputRedirected ? 80 : Math.Max(40, Console.WindowWidth),
    In = Console.In,
    Terminal =
        Console.IsInputRedirected || Console.IsOutputRedirected
            ? null
            : new TerminalInput(RawMode.OpenKeys(), RawMode.TryBegin, () => Math.Max(40, Console.WindowWidth)),
    Interrupts = interrupts,
    Shortage = OpenFiles.Shortage,
    Folder = Environment.CurrentDirectory,
    Environment = Environment
        .GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "", StringComparer.Ordinal),
};
return await new Application(context).RunAsync(args, interrupted.Token);
