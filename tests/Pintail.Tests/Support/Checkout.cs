namespace Pintail.Tests.Support;

/// <summary>The checkout that the tests were built from.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The C# files below a folder, as paths relative to the root with forward slashes; no build output.</summary>
    public static IEnumerable<string> SourceFiles(string folder = "src") =>
        Directory
            .EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/") && !path.Contains("/obj/"))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pintail.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run below a checkout.");
    }
}
