using System.Globalization;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Errors of SQL that the user wrote: what the server says of it is for the user, with the place in the SQL and the
/// server's own detail and hint.
/// </summary>
internal static class StatementErrors
{
    /// <param name="what">The function and the database, as the start of a sentence: "postgres_query on pg".</param>
    public static Exception Explain(Exception e, string what) =>
        e switch
        {
            PostgresServerException server => FromServer(
                server.SqlState,
                server.MessageText,
                server.Detail,
                server.Hint,
                server.Position,
                server,
                what
            ),
            PostgresException server => FromServer(
                server.SqlState,
                server.MessageText,
                server.Detail,
                server.Hint,
                server.Position > 0 ? server.Position : null,
                server,
                what
            ),
            OperationCanceledException or PintailException => e,
            _ => PostgresErrors.Classify(e, what),
        };

    private static PintailException FromServer(
        string sqlState,
        string message,
        string? detail,
        string? hint,
        int? position,
        Exception e,
        string what
    )
    {
        var place = position is { } at
            ? string.Create(CultureInfo.InvariantCulture, $", at character {at} of its SQL")
            : "";
        var more = detail is null ? "" : $" {detail}";
        return new PintailException(
            SqlStates.Kind(sqlState),
            $"{what} failed: {message} (SQLSTATE {sqlState}{place}).{more}",
            Own(sqlState) ?? hint ?? SqlStates.Hint(sqlState),
            e
        );
    }

    private static string? Own(string sqlState) =>
        sqlState switch
        {
            // read_only_sql_transaction
            "25006" => "postgres_query reads a snapshot; CALL postgres_execute('alias', 'SQL') runs what writes.",
            PostgresErrorCodes.LockNotAvailable =>
                "Another session holds the lock, or this one: a transaction of it that has read the table, or the same statement.",
            // What a cancel request or an interrupt leads to.
            PostgresErrorCodes.QueryCanceled => null,
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
                "The SQL is Postgres' own, looked up by the role's search_path at the source.",
            _ => null,
        };
}
