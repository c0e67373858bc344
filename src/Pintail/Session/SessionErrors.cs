using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Session;

/// <summary>What an error of DuckDB says to a session's user.</summary>
internal static class SessionErrors
{
    /// <summary>
    /// An error that came from a Postgres database passes through DuckDB as a text; here it is again what it was. Anything
    /// else stays DuckDB's.
    /// </summary>
    public static Exception Explain(DuckDBException error, bool isInterrupted = true) =>
        error.InnerException switch
        {
            // DuckDB stops its other threads by an interrupt when one has failed, and may tell that in the error's place.
            null when error.ErrorType == DuckDBErrorType.Interrupt && !isInterrupted => new PintailException(
                ErrorKind.TargetFailed,
                "The statement failed, and DuckDB does not say why: one of its threads met an error that stopped the others.",
                "Run it again; after SET threads = 1 the error is always told.",
                error
            ),
            null => error,
            PintailException known => known,
            DuckDBException inner => inner,
            DefinitionChangedException changed => new PintailException(
                ErrorKind.SourceMissing,
                changed.Message,
                "Run it again; within a transaction, begin a new one.",
                changed
            ),
            InvalidOperationException => error,
            OperationCanceledException => error,
            var other => PostgresErrors.Classify(other, "Reading from Postgres"),
        };
}
