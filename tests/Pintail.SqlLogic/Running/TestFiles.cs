namespace Pintail.SqlLogic.Running;

/// <summary>The files that a command line names: a folder stands for all test files below it.</summary>
internal static class TestFiles
{
    /// <param name="withSlow">Also those that take long, *.test_slow. A file named by itself is run anyway.</param>
    /// <exception cref="FileNotFoundException">A path that is not there, or a folder without a test.</exception>
    internal static IEnumerable<string> Find(IEnumerable<string> paths, bool withSlow) =>
        paths.SelectMany(path => FindIn(path, withSlow)).Distinct();

    private static IReadOnlyList<string> FindIn(string path, bool withSlow)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"There is no file or folder '{path}'. Check the path.");
        var files = Directory
            .EnumerateFiles(path, "*.test*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".test" || withSlow && Path.GetExtension(file) is ".test_slow")
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0
            ? files
            : throw new FileNotFoundException($"The folder '{path}' holds no *.test file. Check the path.");
    }
}
