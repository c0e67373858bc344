using Xunit.Runner.InProc.SystemConsole;

namespace Pintail.Tests.Support;

/// <summary>The tests' own executable: runs the tests, or, started by one of them, plays a second process.</summary>
internal static class TestProgram
{
    public static Task<int> Main(string[] arguments) =>
        arguments is [ChildProcess.Argument, .. var rest] ? ChildProcess.PlayAsync(rest) : ConsoleRunner.Run(arguments);
}
