using System.Text.RegularExpressions;
using Pintail.Tests.Support;

namespace Pintail.Tests.House;

/// <summary>Which folder may use which: the arrows of docs/architecture.md, held by the files' using lines.</summary>
public partial class ArrowTests
{
    /// <summary>What the program may use: all that is public.</summary>
    private static readonly string[] Program =
    [
        "Pintail.Session",
        "Pintail.Verify",
        "Pintail.Mirror",
        "Pintail.Target",
        "Pintail.Types",
        "Pintail.Postgres",
        "Pintail.Aws",
        "Pintail.Wire",
        "Pintail.DuckDB",
        "Microsoft.Extensions.Logging",
        "Microsoft.Win32.SafeHandles",
        "Npgsql",
        "Spectre.Console",
        "System.CommandLine",
        "YamlDotNet",
    ];

    /// <summary>What a folder may name besides itself, the root namespace, and System.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["src/Pintail.DuckDB"] = ["Microsoft.Win32.SafeHandles"],
        ["src/Pintail"] = [],
        ["src/Pintail/Wire"] = [],
        ["src/Pintail/Postgres"] = ["Npgsql", "Pintail.Wire", "Microsoft.Extensions.Logging"],
        // The AWS SDK is here and nowhere else.
        ["src/Pintail/Aws"] = ["Amazon", "Pintail.Postgres"],
        ["src/Pintail/Types"] = ["Pintail.Postgres", "Pintail.DuckDB"],
        ["src/Pintail/Copy"] = ["Pintail.Types", "Pintail.Wire", "Pintail.DuckDB"],
        ["src/Pintail/Target"] = ["Pintail.Types", "Pintail.DuckDB", "Microsoft.Extensions.Logging"],
        ["src/Pintail/Delta"] = ["Pintail.Postgres", "Pintail.Target"],
        ["src/Pintail/Scan"] = ["Pintail.Copy", "Pintail.Types", "Pintail.Postgres", "Pintail.Wire"],
        ["src/Pintail/Mirror"] =
        [
            "Pintail.Delta",
            "Pintail.Scan",
            "Pintail.Copy",
            "Pintail.Types",
            "Pintail.Postgres",
            "Pintail.Target",
            "Pintail.Wire",
            "Pintail.DuckDB",
            "Polly",
            "Microsoft.Extensions.Logging",
        ],
        ["src/Pintail/Verify"] =
        [
            "Pintail.Mirror",
            "Pintail.Target",
            "Pintail.Scan",
            "Pintail.Copy",
            "Pintail.Types",
            "Pintail.Postgres",
            "Pintail.Wire",
            "Pintail.DuckDB",
            "Microsoft.Extensions.Logging",
        ],
        ["src/Pintail/Session"] =
        [
            "Pintail.Scan",
            "Pintail.Copy",
            "Pintail.Types",
            "Pintail.Postgres",
            "Pintail.Aws",
            "Pintail.DuckDB",
            "Microsoft.Extensions.Logging",
        ],
        ["src/Pintail/Session/Functions"] =
        [
            "Pintail.Session.Syntax",
            "Pintail.Scan",
            "Pintail.Types",
            "Pintail.Postgres",
            "Pintail.DuckDB",
        ],
        ["src/Pintail/Session/PushDown"] = ["Pintail.Types", "Pintail.Postgres", "Pintail.DuckDB"],
        // Pure functions over text: not even the session around it.
        ["src/Pintail/Session/Syntax"] = [],
        ["src/Pintail.Cli"] = Program,
    };

    private static IEnumerable<string> Files => Checkout.SourceFiles();

    [Fact]
    public void Files_use_only_what_their_folder_may() => Assert.All(Files, AssertUsings);

    private static void AssertUsings(string file)
    {
        var folder = Folder(file);
        var own = folder["src/".Length..].Replace('/', '.');
        foreach (Match match in UsingLine().Matches(File.ReadAllText(Checkout.PathOf(file))))
        {
            var used = match.Groups["name"].Value;
            Assert.True(
                IsUnder(used, "System")
                    || used == "Pintail"
                    || IsUnder(used, own) && own != "Pintail"
                    || Allowed[folder].Any(allowed => IsUnder(used, allowed)),
                $"{file} uses {used}, which {folder} may not (docs/architecture.md)."
            );
        }
    }

    [Fact]
    public void Files_have_the_namespace_of_their_folder() => Assert.All(Files, AssertNamespace);

    private static void AssertNamespace(string file)
    {
        var text = File.ReadAllText(Checkout.PathOf(file));
        var expected = Path.GetDirectoryName(file)!["src/".Length..].Replace('/', '.').Replace('\\', '.');
        var declared = NamespaceLine().Match(text);
        if (declared.Success)
            Assert.Equal(expected, declared.Groups["name"].Value);
        else
            Assert.True(Path.GetFileName(file) is "Program.cs" or "AssemblyInfo.cs", $"{file} declares no namespace.");
    }

    [Fact]
    public void Engine_leaves_console_and_process_to_the_program() => Assert.All(Files, AssertNoConsole);

    private static void AssertNoConsole(string file)
    {
        if (file.StartsWith("src/Pintail.Cli/"))
            return;
        var code = CommentLine().Replace(File.ReadAllText(Checkout.PathOf(file)), "");
        foreach (var banned in new[] { "Console.", "Environment.Exit", "Environment.FailFast", "AspNetCore" })
            Assert.DoesNotContain(banned, code);
    }

    // Folders below the Cli's, and Pintail.DuckDB's, belong to their project; the engine's folders are layers.
    private static string Folder(string file) =>
        Allowed.Keys.Where(folder => file.StartsWith(folder + "/")).MaxBy(folder => folder.Length)
        ?? throw new InvalidOperationException($"{file} is in no folder that docs/architecture.md knows.");

    private static bool IsUnder(string name, string parent) =>
        name == parent || name.StartsWith(parent + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*(global )?using (static )?(\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex CommentLine();
}
