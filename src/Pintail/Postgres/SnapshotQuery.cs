using Npgsql;

namespace Pintail.Postgres;

/// <summary>Asks the exporter for one row, within its snapshot; whatever goes wrong leaves the snapshot as it was.</summary>
internal sealed class SnapshotQuery(NpgsqlConnection connection)
{
    /// <returns>The first row's values, null for NULL; empty without a row.</returns>
    /// <exception cref="PostgresException">The server's error; the transaction goes on.</exception>
    public Task<IReadOnlyList<object?>> RowAsync(string sql, CancellationToken cancellation) =>
        Savepoint.WithinAsync(connection, () => ReadAsync(sql, cancellation), cancellation);

    /// <summary>The same for as long as the server may take.</summary>
    /// <returns>Null when that was not enough.</returns>
    public async Task<IReadOnlyList<object?>?> RowAsync(string sql, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            return await Savepoint.WithinAsync(
                connection,
                async () =>
                {
                    await SetTimeoutAsync(SessionSettings.Millis(limit));
                    var row = await ReadAsync(sql, cancellation);
                    // Rolling back restores it; a release would not.
                    await SetTimeoutAsync(SessionSettings.NoTimeout);
                    return row;
                },
                cancellation
            );
        }
        catch (PostgresException e) when (IsExpired(e) && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    // An interruption of ours comes as an OperationCanceledException. Whoever else may cancel the statement by
    // pg_cancel_backend has the same wish.
    private static bool IsExpired(PostgresException e) => e.SqlState == PostgresErrorCodes.QueryCanceled;

    private Task SetTimeoutAsync(string millis) =>
        connection.ExecuteAsync($"SET LOCAL statement_timeout = '{millis}'", CancellationToken.None);

    private async Task<IReadOnlyList<object?>> ReadAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        // An aggregate over a large table takes as long as it takes; whoever waits can cancel.
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return [];
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return [.. values.Select(value => value is DBNull ? null : value)];
    }
}
