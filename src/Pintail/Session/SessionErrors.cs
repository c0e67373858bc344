using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Session;

/// <summary>What an error of DuckDB says to a session's user.</summary>
internal static class SessionErrors
{
    private static readonly (string OfMirror, string OfSession)[] Remedies =
    [
        (
            "leave the table out of the selection",
            "leave the column out of the statement, or read it by postgres_query with a cast"
        ),
        (", or leave the object out of the selection", ""),
        ("(--jobs)", "(SET pg_connection_limit)"),
        (" and run again, or raise the lock timeout", " and run the statement again"),
    ];

    /// <summary>
    /// An error that came from a Postgres database passes through DuckDB as a text; here it is again what it was. Anything
    /// else stays DuckDB's.
    /// </summary>
    /// <param name="isInterrupted">Somebody asked for the statement to end.</param>
    /// <param name="inTransaction">One of the user's, which an error ends.</param>
    public static Exception Explain(DuckDBException error, bool isInterrupted = true, bool inTransaction = false) =>
        Known(error, isInterrupted) is var known
        && inTransaction
        && known is PintailException { Kind: ErrorKind.SourceUnreachable } lost
            ? new PintailException(
                lost.Kind,
                $"{lost.Message} The transaction cannot go on: all it reads is of one snapshot, and that is lost.",
                "ROLLBACK, and run it again.",
                lost
            )
            : known;

    private static Exception Known(DuckDBException error, bool isInterrupted) =>
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
            PintailException known => WithRemedy(known),
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

    // What a mirror's user can do a session's cannot, and the other way round.
    private static PintailException WithRemedy(PintailException error)
    {
        var hint = Remedies.Aggregate(
            error.Hint ?? "",
            (text, remedy) => text.Replace(remedy.OfMirror, remedy.OfSession, StringComparison.Ordinal)
        );
        return hint == (error.Hint ?? "") ? error : new PintailException(error.Kind, error.Message, hint, error);
    }

    /// <summary>Whoever asked for READ_ONLY hears that; it holds also once sessions write.</summary>
    public static PintailException Refuse(string verb, Attachment attachment) =>
        attachment.IsReadOnly
            ? new PintailException(
                ErrorKind.Configuration,
                $"{verb} into the attached database {attachment.Alias}, which is attached in read-only mode.",
                "Write with another client; CREATE TABLE … AS SELECT into DuckDB's own database works."
            )
            : new PintailException(
                ErrorKind.Configuration,
                $"{verb} into the attached database {attachment.Alias}: a session only reads Postgres, for now.",
                "Write with postgres_execute or another client; CREATE TABLE … AS SELECT into DuckDB's own database works."
            );

    /// <summary>Within a transaction, a relation of the server's own is named.</summary>
    public static PintailException SystemInTransaction(Attachment attachment) =>
        new(
            ErrorKind.Configuration,
            $"{attachment.Alias}: the server's own relations are not read within a transaction.",
            $"COMMIT first, or ask the server: FROM postgres_query('{attachment.Alias}', 'SELECT … FROM pg_catalog.…')."
        );

    /// <summary>The name is the source's, and DuckDB takes it for another relation's.</summary>
    public static PintailException SameButForCase(ListedRelation relation)
    {
        var name = string.Join(
            '.',
            new[] { relation.Attachment.Alias, relation.SchemaName, relation.Name }.Select(DuckDBText.Identifier)
        );
        return new PintailException(
            ErrorKind.Configuration,
            $"{relation.Source.Schema}.{relation.Source.Name} of {relation.Attachment.Alias} cannot be read by this name: "
                + "it differs from another's by case only, which DuckDB does not tell apart.",
            $"Write {name} for it."
        );
    }

    /// <summary>The relation is there, and DuckDB was not told of it.</summary>
    public static PintailException Withheld(Attachment attachment, RelationName relation, Exception error)
    {
        var name = SqlText.Qualified(relation.Schema, relation.Name);
        return new PintailException(
            ErrorKind.SourcePermission,
            $"{attachment.Alias}: the role '{attachment.Settings.User}' may not SELECT from {name}.",
            $"GRANT SELECT ON {name} TO {SqlText.Identifier(attachment.Settings.User)}, and USAGE on its schema.",
            error
        );
    }

    /// <summary>DuckDB would read another relation than is named.</summary>
    public static PintailException MainInText(Attachment attachment) =>
        new(
            ErrorKind.Configuration,
            $"{attachment.Alias}.main in a search path or a text means the default schema, {attachment.DefaultSchema}, and the source has a schema main, too.",
            $"USE {attachment.Alias}.main, or write {attachment.Alias}.main.relation; for the default schema {attachment.Alias}.{attachment.DefaultSchema}."
        );

    /// <summary>The statement asks for a rowid and for attached relations, which have none.</summary>
    public static Exception WithRowId(Exception error) =>
        error is DuckDBException { ErrorType: DuckDBErrorType.Binder } binder
            ? new PintailException(
                ErrorKind.Configuration,
                $"{binder.Message.Trim()}{Environment.NewLine}Attached relations have no rowid.",
                "Name a key, or ask for the ctid: FROM postgres_query(database, 'SELECT ctid, … FROM …').",
                binder
            )
            : error;
}
