using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Mirror;

/// <summary>Gives any exception of a run its kind. What is said already is left as it is.</summary>
internal static class FailureClassifier
{
    /// <param name="doing">What was tried, as the start of a sentence: "Copying shop.orders".</param>
    /// <param name="target">Where the copy goes, for what there is to say of its disk.</param>
    public static PintailException Classify(Exception error, string doing, TargetSpec? target = null) =>
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
            TypeInitializationException { InnerException: { } inner } => Classify(inner, doing, target),
            DuckDBLibraryException library => new PintailException(
                ErrorKind.TargetUnreachable,
                library.Message,
                null,
                library
            ),
            DuckDBException duckdb => TargetErrors.Classify(duckdb, doing, target),
            _ => PostgresErrors.Classify(error, doing),
        };
}
