using System.Text;
using Pintail.Tests.Postgres;

namespace Pintail.Tests.Support;

/// <summary>
/// The passwords and tokens of the tests, and the one rule about them: nothing that the program writes shows one. Every run
/// of the program in the suite is held to it, whatever it is about: its output, the files it leaves, its server's log.
/// </summary>
internal static class TestPasswords
{
    // The first is the beginning of many.
    private static readonly string[] All = ["hunter2", LoginServer.Password];

    public static void AssertNotIn(string text, string what)
    {
        if (All.Any(password => text.Contains(password, StringComparison.Ordinal)))
            Assert.Fail($"{what} shows a password of the tests:\n{text}");
    }

    /// <summary>The databases below a folder, with their logs, and what an interactive session keeps of its lines.</summary>
    public static void AssertNotInFilesOf(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
        foreach (var file in files.Where(file => IsWritten(Path.GetFileName(file))))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.All(
                All,
                password => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(password)) < 0, file)
            );
        }
    }

    private static bool IsWritten(string name) =>
        name.Contains(".duckdb", StringComparison.Ordinal) || name is "sql_history";
}
