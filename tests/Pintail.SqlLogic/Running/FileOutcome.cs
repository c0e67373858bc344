namespace Pintail.SqlLogic.Running;

internal sealed record Failure(int LineNumber, RecordFailedException Reason);

/// <summary>What came of one file. Several threads write to it in a concurrent loop.</summary>
internal sealed class FileOutcome(string path)
{
    private readonly List<Failure> _failures = [];
    private int _passed;

    internal string Path { get; } = path;

    /// <summary>Statements and queries that did as expected, each turn of a loop counted.</summary>
    internal int Passed => _passed;

    internal IReadOnlyList<Failure> Failures => _failures;

    /// <summary>Null unless the file asks for what is not here. Records before that are counted all the same.</summary>
    internal string? SkipReason { get; set; }

    internal void Pass() => Interlocked.Increment(ref _passed);

    internal void Fail(int lineNumber, RecordFailedException reason)
    {
        lock (_failures)
            _failures.Add(new Failure(lineNumber, reason));
    }
}
