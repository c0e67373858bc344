using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>DuckDB's errors as Pintail's, by their type, never by their text.</summary>
public static class TargetErrors
{
    public static PintailException Classify(DuckDBException error, string doing)
    {
        var (kind, hint) = error.ErrorType switch
        {
            DuckDBErrorType.Interrupt => (ErrorKind.Cancelled, null),
            DuckDBErrorType.OutOfMemory => (
                ErrorKind.TargetFailed,
                "Raise --memory-limit, or lower --jobs: each Postgres connection fills blocks of its own."
            ),
            DuckDBErrorType.IO => (ErrorKind.TargetFailed, "Look at the target's disk: space, permissions, mount."),
            DuckDBErrorType.Fatal or DuckDBErrorType.Internal => (
                ErrorKind.TargetFailed,
                "What was published before is still good; run again. If it happens twice, report it with this message."
            ),
            _ => (ErrorKind.TargetFailed, (string?)null),
        };
        return new PintailException(kind, $"{doing} failed: {error.Message.Trim()}", hint, error);
    }
}
