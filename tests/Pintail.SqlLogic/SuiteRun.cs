using Pintail.SqlLogic.Databases;
using Pintail.SqlLogic.Running;

namespace Pintail.SqlLogic;

/// <summary>All files of a command line, one after the other.</summary>
internal static class SuiteRun
{
    /// <returns>The exit code.</returns>
    internal static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        RunOptions options;
        IReadOnlyList<string> files;
        try
        {
            options = RunOptions.Parse(arguments);
            files = [.. TestFiles.Find(options.Paths, options.WithSlow)];
            if (options.WorkingFolder is { } folder)
                Directory.SetCurrentDirectory(folder);
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            errors.WriteLine(e.Message);
            errors.WriteLine(RunOptions.Usage);
            return 2;
        }

        using var text = new ValueText();
        var open = SessionLogicDatabase.With(text);
        var settings = new RunSettings(open, text, options.Present, options.Environment, output);
        var report = new Report(output);
        foreach (var file in files)
            report.Add(FileRun.Run(file, Path.GetRelativePath(Directory.GetCurrentDirectory(), file), settings));
        report.PrintTotals();
        return report.HasFailed ? 1 : 0;
    }
}
