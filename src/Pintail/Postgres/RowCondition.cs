// A condition on rows that the user wrote, to stand inside a statement of ours. The server itself says whether it is one
// expression and nothing more: what is accepted both between parentheses and between CASE WHEN and THEN can close
// neither, so it can add no OR to a ctid range, no UNION and no TO PROGRAM. Each attempt is a statement with a
// parameter, as the server takes no second statement in such a message and Npgsql does not split it: what follows a
// semicolon is a syntax error and never runs.
//
// A condition may read other tables, which nobody locked before the snapshot: a TRUNCATE since then would empty them
// without an error. Trying it locks them for as long as the exporter lives, and their storage has to be the snapshot's.

using Npgsql;

namespace Pintail.Postgres;

/// <summary>Tries conditions on the exporter, within its snapshot.</summary>
internal sealed class RowCondition(NpgsqlConnection connection)
{
    /// <summary>A line feed ends a comment that the condition may end with.</summary>
    public static string Parenthesized(string condition) => $"({condition}\n)";

    /// <returns>What the server says against it; null when it can be used.</returns>
    public async Task<string?> FindErrorAsync(Relation relation, string condition, CancellationToken cancellation)
    {
        var from = $"{SqlText.Qualified(relation.Schema, relation.Name)} AS {SqlText.Identifier(relation.Name)}";
        try
        {
            return await Savepoint.WithinAsync(
                connection,
                async () =>
                {
                    // First as it will stand, so that the server's words fit the user's.
                    await TryAsync($"SELECT FROM {from} WHERE {Parenthesized(condition)} LIMIT $1", cancellation);
                    await TryAsync(
                        $"SELECT FROM {from} WHERE CASE WHEN {condition}\n THEN true END LIMIT $1",
                        cancellation
                    );
                    await CheckUnchangedAsync(relation, cancellation);
                    return (string?)null;
                },
                cancellation
            );
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR" && !e.IsTransient)
        {
            return e.MessageText;
        }
    }

    // What the condition reads is locked from here on.
    private async Task CheckUnchangedAsync(Relation relation, CancellationToken cancellation)
    {
        var held = await HeldLocks.ReadAsync(connection, cancellation);
        if (held.Changed is not { } oid)
            return;
        throw new PintailException(
            ErrorKind.SourceConflict,
            $"{await NameAsync(oid, cancellation)}, which the condition on the rows of {relation.FullName} reads, was made, emptied or rewritten after the snapshot was taken.",
            "Another run reads it as it then is."
        );
    }

    private async Task<string?> NameAsync(uint oid, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"SELECT {oid}::pg_catalog.regclass::pg_catalog.text", connection);
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    private async Task TryAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = 0 });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
