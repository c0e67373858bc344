using Pintail.SqlLogic.Databases;
using Pintail.SqlLogic.Running;

namespace Pintail.Tests.SqlLogic;

/// <summary>Runs a test file that is given as a text, over DuckDB by itself.</summary>
internal static class LogicText
{
    internal static FileOutcome Run(string text, params (string Name, string Value)[] environment) =>
        Run(text, [], environment);

    internal static FileOutcome Run(string text, string[] present, params (string Name, string Value)[] environment)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            using var values = new ValueText();
            var settings = new RunSettings(
                DuckDBLogicDatabase.With(values),
                values,
                present.ToHashSet(),
                environment.ToDictionary(pair => pair.Name, pair => pair.Value),
                TextWriter.Null
            );
            return FileRun.Run(path, "inline.test", settings);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The one failure of a file that has no other.</summary>
    internal static Failure Fail(string text) => Assert.Single(Run(text).Failures);

    internal static void AssertPasses(string text, int records)
    {
        var outcome = Run(text);
        Assert.Empty(outcome.Failures.Select(failure => $"{failure.LineNumber}: {failure.Reason.Message}"));
        Assert.Equal(records, outcome.Passed);
        Assert.Null(outcome.SkipReason);
    }
}
