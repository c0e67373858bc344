using System.Diagnostics;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

/// <summary>The program as a process of its own: for signals, the current folder and the real environment.</summary>
internal sealed class PintailProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private PintailProcess(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public static PintailProcess Start(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => StartUnder([], folder, environment, arguments);

    /// <param name="wrapper">A program and its arguments, which starts the program that is given after them.</param>
    public static PintailProcess StartUnder(
        IReadOnlyList<string> wrapper,
        string folder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Pintail.Cli.dll");
        string[] all = [.. wrapper, "dotnet", "exec", program, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new PintailProcess(Process.Start(start)!);
    }

    /// <summary>What the process list shows of it to everybody.</summary>
    public string CommandLine() => File.ReadAllText($"/proc/{_process.Id}/cmdline");

    /// <param name="name">INT, TERM, KILL.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<CliResult> ResultAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(limit.Token);
        var result = new CliResult(_process.ExitCode, await _out, await _error);
        TestPasswords.AssertNotIn(result.Out + result.Error, "A run");
        return result;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    // Variables of whoever runs the tests that would choose a source, its credentials or a target.
    private static bool IsOurs(string name) =>
        name.StartsWith("pg", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("motherduck", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("AWS_", StringComparison.Ordinal)
        || name is "TARGET_DATABASE";
}
