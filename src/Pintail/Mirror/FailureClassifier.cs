using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>Gives any exception of a run its kind. What is said already is left as it is.</summary>
internal static class FailureClassifier
{
    /// <param name="doing">What was tried, as the start of a sentence: "Copying shop.orders".</param>
    public static PintailException Classify(Exception error, string doing) =>
        error switch
        {
            PintailException said => said,
            OperationCanceledException => new PintailException(
                ErrorKind.Cancelled,
                $"{doing} was interrupted.",
                null,
                error
            ),
            // libduckdb is looked for when the first of its functions is called, within a static constructor.
            TypeInitializationException { InnerException: { } inner } => Classify(inner, doing),
            DuckDBLibraryException library => new PintailException(
                ErrorKind.TargetUnreachable,
                library.Message,
                null,
                library
            ),
            DuckDBException duckdb => TargetErrors.Classify(duckdb, doing),
            _ => PostgresErrors.Classify(error, doing),
        };
}
