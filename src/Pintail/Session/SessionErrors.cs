using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Session.Syntax;

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

    /// <summary>Whoever asked for READ_ONLY hears that; it holds also once sessions write.</summary>
    public static PintailException Refuse(WriteStatement write, Attachment attachment) =>
        attachment.IsReadOnly
            ? new PintailException(
                ErrorKind.Configuration,
                $"{write.Verb} into the attached database {attachment.Alias}, which is attached in read-only mode.",
                "Write with another client; CREATE TABLE … AS SELECT into DuckDB's own database works."
            )
            : new PintailException(
                ErrorKind.Configuration,
                $"{write.Verb} into the attached database {attachment.Alias}: a session only reads Postgres, for now.",
                "Write with another client; CREATE TABLE … AS SELECT into DuckDB's own database works."
            );
}
