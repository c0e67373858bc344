using System.Text;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>Runs the .sql files beside this one and reads what they return.</summary>
internal static class CatalogQuery
{
    /// <summary>Not generic over what a row becomes: each kind of row would be compiled again when a run starts.</summary>
    /// <param name="name">The file's name without folder and extension.</param>
    /// <param name="read">Called with each row.</param>
    /// <param name="parameters">The file's $1, $2 …, if it has any, as texts.</param>
    public static async Task ReadAsync(
        NpgsqlConnection connection,
        string name,
        Action<NpgsqlDataReader> read,
        CancellationToken cancellation,
        params IReadOnlyList<string?> parameters
    )
    {
        await using var command = Command(connection, name, parameters);
        await ReadAsync(command, read, cancellation);
    }

    /// <summary>The same for a query that a connection is often asked: the server parses and plans it once.</summary>
    /// <exception cref="StatementLostException">It has to be asked in another transaction, and without preparing it.</exception>
    public static async Task ReadPreparedAsync(
        NpgsqlConnection connection,
        string name,
        Action<NpgsqlDataReader> read,
        CancellationToken cancellation,
        params IReadOnlyList<string?> parameters
    )
    {
        await using var command = Command(connection, name, parameters);
        // Npgsql keeps what was prepared with the connection, and finds it by its text.
        try
        {
            await command.PrepareAsync(cancellation);
            await ReadAsync(command, read, cancellation);
        }
        catch (PostgresException e)
            when (e.SqlState
                    is PostgresErrorCodes.InvalidSqlStatementName
                        or PostgresErrorCodes.DuplicatePreparedStatement
            )
        {
            throw new StatementLostException(e);
        }
    }

    private static async Task ReadAsync(
        NpgsqlCommand command,
        Action<NpgsqlDataReader> read,
        CancellationToken cancellation
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            read(reader);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string name, IReadOnlyList<string?> parameters)
    {
        var command = new NpgsqlCommand(EmbeddedSql.Read($"Postgres.{name}.sql"), connection);
        foreach (var parameter in parameters)
        {
            // Without a type of its own, so that the server takes it as what the file compares it with, and folds it.
            command.Parameters.Add(
                new NpgsqlParameter { Value = (object?)parameter ?? DBNull.Value, DataTypeName = "unknown" }
            );
        }
        return command;
    }

    /// <summary>OIDs as an array's text.</summary>
    public static string Array(IEnumerable<uint> oids) => $"{{{string.Join(',', oids)}}}";

    /// <summary>An oid that the query cast to int8, so that no driver type for oid is needed.</summary>
    public static uint Oid(this NpgsqlDataReader reader, int column) => checked((uint)reader.GetInt64(column));

    /// <summary>
    /// A name or comment. In a SQL_ASCII database it may hold bytes that are not UTF-8: they become U+FFFD, so that one
    /// old comment does not make the whole catalog unreadable. Such a name then matches nothing when it is locked.
    /// </summary>
    public static string Text(this NpgsqlDataReader reader, int column) =>
        Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(column));

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Text(column);

    /// <summary>pg_catalog's one-byte "char" cast to text, where the byte 0 arrives as an empty text.</summary>
    public static char Letter(this NpgsqlDataReader reader, int column) =>
        reader.GetString(column) is [var letter, ..] ? letter : '\0';
}

/// <summary>
/// A pooler gave the transaction to another backend than the one that prepared a statement. The transaction has failed.
/// </summary>
internal sealed class StatementLostException(PostgresException inner) : Exception(inner.MessageText, inner);
