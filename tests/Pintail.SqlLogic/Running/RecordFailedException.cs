namespace Pintail.SqlLogic.Running;

/// <summary>A record did not do what the file expects.</summary>
internal class RecordFailedException(string message) : Exception(message)
{
    /// <summary>What was sent to the database; empty for a record without SQL.</summary>
    internal string Sql { get; init; } = "";

    internal IReadOnlyList<string>? Expected { get; init; }

    internal IReadOnlyList<string>? Actual { get; init; }
}

/// <summary>A failure after which the rest of the file means nothing: its database is not there.</summary>
internal sealed class FileFailedException(string message) : RecordFailedException(message);

/// <summary>The file asks for what is not here; the reason is counted.</summary>
internal sealed class FileSkippedException(string reason) : Exception(reason);
