namespace Pintail.SqlLogic.Running;

/// <summary>Prints what came of each file as it ends, and the sums at the end.</summary>
internal sealed class Report(TextWriter output)
{
    private const int MaxFailuresPerFile = 20;
    private const int MaxLines = 20;
    private const int MaxLineLength = 400;

    private readonly List<FileOutcome> _outcomes = [];

    internal bool HasFailed => _outcomes.Any(outcome => outcome.Failures.Count > 0);

    internal void Add(FileOutcome outcome)
    {
        _outcomes.Add(outcome);
        var verdict =
            outcome.Failures.Count > 0 ? "FAIL"
            : outcome.SkipReason is not null ? "SKIP"
            : "PASS";
        var reason = outcome.SkipReason is null ? "" : $" ({outcome.SkipReason})";
        output.WriteLine($"{verdict} {outcome.Path}: {outcome.Passed} passed, {outcome.Failures.Count} failed{reason}");
        foreach (var failure in outcome.Failures.Take(MaxFailuresPerFile))
            Print(outcome.Path, failure);
        if (outcome.Failures.Count > MaxFailuresPerFile)
            output.WriteLine($"  … and {outcome.Failures.Count - MaxFailuresPerFile} more failures");
    }

    internal void PrintTotals()
    {
        var failed = _outcomes.Where(outcome => outcome.Failures.Count > 0).ToList();
        var skipped = _outcomes
            .Where(outcome => outcome.Failures.Count == 0 && outcome.SkipReason is not null)
            .ToList();
        output.WriteLine();
        foreach (var reason in skipped.CountBy(outcome => outcome.SkipReason!).OrderByDescending(pair => pair.Value))
            output.WriteLine($"skipped {reason.Value}: {reason.Key}");
        output.WriteLine(
            $"files:   {_outcomes.Count - failed.Count - skipped.Count} passed, {failed.Count} failed, "
                + $"{skipped.Count} skipped"
        );
        output.WriteLine(
            $"records: {_outcomes.Sum(outcome => outcome.Passed)} passed, "
                + $"{_outcomes.Sum(outcome => outcome.Failures.Count)} failed"
        );
    }

    private void Print(string path, Failure failure)
    {
        output.WriteLine($"  {path}:{failure.LineNumber}: {Cut(failure.Reason.Message)}");
        Print("SQL", failure.Reason.Sql.Length > 0 ? failure.Reason.Sql.Split('\n') : null);
        Print("expected", failure.Reason.Expected);
        Print("actual", failure.Reason.Actual);
    }

    private void Print(string title, IReadOnlyList<string>? lines)
    {
        if (lines is null)
            return;
        output.WriteLine($"    {title}:");
        foreach (var line in lines.Take(MaxLines))
            output.WriteLine($"      {Cut(line)}");
        if (lines.Count > MaxLines)
            output.WriteLine($"      … and {lines.Count - MaxLines} more lines");
    }

    private static string Cut(string text) => text.Length <= MaxLineLength ? text : $"{text[..MaxLineLength]}…";
}
