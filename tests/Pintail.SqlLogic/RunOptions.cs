namespace Pintail.SqlLogic;

/// <summary>The command line.</summary>
internal sealed record RunOptions(
    IReadOnlyList<string> Paths,
    IReadOnlySet<string> Present,
    IReadOnlyDictionary<string, string> Environment,
    bool WithSlow,
    string? WorkingFolder
)
{
    internal const string Usage = """
        Runs test files in DuckDB's sqllogictest format.

          dotnet run --project tests/Pintail.SqlLogic -- [options] FILE_OR_FOLDER...

          --with NAME[,NAME]    counts as present for 'require', beside the extensions that are loaded
          --env NAME=VALUE      for 'require-env' and 'test-env', beside the environment
          --slow                also the *.test_slow files of a folder
          --in FOLDER           where relative paths in the tests begin, __WORKING_DIRECTORY__

        Exit codes: 0 nothing failed, 1 something failed, 2 the command line is wrong.
        """;

    /// <exception cref="ArgumentException">With a sentence for the user.</exception>
    internal static RunOptions Parse(IReadOnlyList<string> arguments)
    {
        var paths = new List<string>();
        var present = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var withSlow = false;
        string? folder = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--with":
                    present.UnionWith(Value(arguments, ref i).Split(',', StringSplitOptions.TrimEntries));
                    break;
                case "--env" when Value(arguments, ref i).Split('=', 2) is [var name, var value]:
                    environment[name] = value;
                    break;
                case "--slow":
                    withSlow = true;
                    break;
                case "--in":
                    folder = Value(arguments, ref i);
                    break;
                case ['-', ..]:
                    throw new ArgumentException($"'{arguments[i]}' is no option, or its value is wrong.");
                default:
                    paths.Add(Path.GetFullPath(arguments[i]));
                    break;
            }
        }
        return paths.Count > 0
            ? new RunOptions(paths, present, environment, withSlow, folder)
            : throw new ArgumentException("Name a test file or a folder.");
    }

    private static string Value(IReadOnlyList<string> arguments, ref int index) =>
        index + 1 < arguments.Count
            ? arguments[++index]
            : throw new ArgumentException($"'{arguments[index]}' needs a value.");
}
