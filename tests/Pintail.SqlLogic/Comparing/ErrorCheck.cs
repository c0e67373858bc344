using Pintail.SqlLogic.Format;

namespace Pintail.SqlLogic.Comparing;

/// <summary>Whether a statement ended as it is expected to.</summary>
internal static class ErrorCheck
{
    /// <summary>An error with one of these in it is a fault of DuckDB, whatever the file expects.</summary>
    internal static readonly string[] NeverExpected = ["differs from original result!", "INTERNAL"];

    /// <returns>Null, or what is wrong.</returns>
    internal static string? Difference(
        StatementRecord statement,
        string expected,
        Exception? error,
        IReadOnlyCollection<string> neverExpected
    )
    {
        if (error is not null && (IsFault(error) || Contains(error.Message, neverExpected)))
            return $"The statement failed in a way that no test expects: {error.GetType().Name}: {error.Message}";
        switch (statement.Outcome)
        {
            case ExpectedOutcome.Success when error is not null:
                return $"The statement is expected to succeed and failed: {error.Message}";
            case ExpectedOutcome.Error when error is null:
                return "The statement is expected to fail and succeeded.";
            case ExpectedOutcome.Error
            or ExpectedOutcome.Maybe when error is not null && !Fits(expected, error.Message):
                return $"The statement failed with another error than expected: {error.Message}";
            default:
                return null;
        }
    }

    internal static bool Contains(string message, IEnumerable<string> parts) =>
        parts.Any(part => message.Contains(part, StringComparison.Ordinal));

    // A mistake in our own code must not pass for the error that a file waits for.
    private static bool IsFault(Exception error) =>
        error
            is NullReferenceException
                or IndexOutOfRangeException
                or InvalidCastException
                or KeyNotFoundException
                or NotImplementedException
                or ObjectDisposedException;

    // The text with a line end behind it is what DuckDB's runner lets the expression match.
    private static bool Fits(string expected, string message) =>
        message.Contains(expected, StringComparison.Ordinal)
        || TextPattern.IsOne(expected) && TextPattern.Fits(expected, message, message + "\n");
}
