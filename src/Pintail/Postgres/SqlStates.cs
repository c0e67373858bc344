namespace Pintail.Postgres;

/// <summary>
/// What a server's five-character error code means for a mirror, and what to do about it. Codes and classes:
/// src/backend/utils/errcodes.txt in PostgreSQL's source.
/// </summary>
internal static class SqlStates
{
    public static ErrorKind Kind(string sqlState) =>
        sqlState switch
        {
            // admin, crash, idle session; idle in transaction and transaction timeouts end the connection as well
            "57P01" or "57P02" or "57P05" or "25P03" or "25P04" => ErrorKind.SourceUnreachable,
            // starting up or shutting down; too many connections; out of memory
            "57P03" or "53300" or "53200" => ErrorKind.SourceUnavailable,
            // serialization or recovery conflict, deadlock, lock timeout, snapshot too old
            "40001" or "40P01" or "55P03" or "72000" => ErrorKind.SourceConflict,
            "42501" => ErrorKind.SourcePermission,
            // database, schema, table, column, object, function; database dropped
            "3D000" or "3F000" or "42P01" or "42703" or "42704" or "42883" or "57P04" => ErrorKind.SourceMissing,
            "22021" or "22P05" => ErrorKind.ValueNotRepresentable,
            _ when sqlState.StartsWith("08", StringComparison.Ordinal) => ErrorKind.SourceUnreachable,
            _ when sqlState.StartsWith("28", StringComparison.Ordinal) => ErrorKind.SourceAuthentication,
            _ => ErrorKind.SourceQuery,
        };

    /// <summary>Data exceptions, constraint violations and errors raised by functions quote what they complain about.</summary>
    public static bool MayQuoteValues(string sqlState) =>
        sqlState.AsSpan(0, Math.Min(2, sqlState.Length)) is "22" or "23" or "P0";

    public static string? Hint(string sqlState) =>
        sqlState switch
        {
            "28P01" => "Check user and password (PGPASSWORD, ~/.pgpass, the connection string).",
            "28000" =>
                "Check that the role exists and may log in, and that pg_hba.conf has a line for this user, database, address and encryption (sslmode).",
            "3D000" => "Check the database's name; 'psql -l' lists those of the server.",
            "42501" => "Grant the role what it lacks, or leave the object out of the selection.",
            "53300" =>
                "Use fewer connections (--jobs 1 needs two), or raise the server's max_connections or the role's limit.",
            "53200" => "The server is short of memory; try again later or with fewer connections (--jobs).",
            "57P03" => "The server is starting up or shutting down; try again in a moment.",
            "57014" => "Something cancelled the query: a statement_timeout, or someone with pg_cancel_backend.",
            "55P03" => "Another session holds a lock on the table for longer than the lock timeout; try again later.",
            "40001" or "40P01" or "72000" =>
                "Try again; on a standby raise max_standby_streaming_delay or set hot_standby_feedback.",
            "3F000" or "42P01" or "42703" or "42704" =>
                "It was dropped or renamed meanwhile, or is not visible here; run again.",
            "22021" or "22P05" =>
                "A text holds bytes that are not valid in the database's encoding: find the rows and repair them, or leave the column out.",
            _ when Kind(sqlState) == ErrorKind.SourceUnreachable => "The connection is gone; a new run starts over.",
            _ => null,
        };
}
