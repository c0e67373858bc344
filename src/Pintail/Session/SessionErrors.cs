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
    public static Exception Explain(DuckDBException error) =>
        error.InnerException switch
        {
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
