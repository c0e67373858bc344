using Pintail.Cli.Commands;
using Pintail.Cli.Shell;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

/// <summary>What a command said and ended with.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    public IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the program in this process, in a folder of its own and an environment that the test gives.</summary>
internal sealed class CliRunner : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("pintail-cli-").FullName;
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>What standard input holds.</summary>
    public string Input { get; set; } = "";

    /// <summary>Standard input and output are this terminal; null: they are none.</summary>
    public TerminalInput? Terminal { get; set; }

    /// <summary>Makes what a run writes its output to.</summary>
    public Func<StringWriter> NewOutput { get; set; } = () => new StringWriter();

    public InterruptTaker Interrupts { get; } = new();

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    public Task<CliResult> RunAsync(params string[] arguments) => RunInAsync(Folder, arguments);

    /// <summary>Runs it in another folder than its own.</summary>
    public async Task<CliResult> RunInAsync(string folder, params string[] arguments)
    {
        using StringWriter output = NewOutput(),
            error = new();
        var context = new CommandContext
        {
            Out = output,
            Error = error,
            In = new StringReader(Input),
            Terminal = Terminal,
            OutIsTerminal = Terminal is not null,
            Interrupts = Interrupts,
            Environment = Environment,
            Folder = folder,
        };
        var exitCode = await new Application(context).RunAsync(arguments, TestContext.Current.CancellationToken);
        TestPasswords.AssertNotIn(output.ToString() + error, "A run");
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    public void Dispose()
    {
        TestPasswords.AssertNotInFilesOf(Folder);
        Directory.Delete(Folder, recursive: true);
    }
}
