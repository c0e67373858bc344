using Npgsql;

namespace Pintail.Postgres;

/// <summary>Asks the exporter for one row, within its snapshot; an error leaves the snapshot as it was.</summary>
internal sealed class SnapshotQuery(NpgsqlConnection connection)
{
    private const string Savepoint = "SAVEPOINT pintail_query";
    private const string Release = "RELEASE SAVEPOINT pintail_query";
    private const string RollBack = $"ROLLBACK TO SAVEPOINT pintail_query; {Release}";

    /// <returns>The first row's values, null for NULL; empty without a row.</returns>
    /// <exception cref="PostgresException">The server's error; the transaction goes on.</exception>
    public async Task<IReadOnlyList<object?>> RowAsync(string sql, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(Savepoint, cancellation);
        try
        {
            var row = await ReadAsync(sql, cancellation);
            await connection.ExecuteAsync(Release, cancellation);
            return row;
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR")
        {
            await connection.ExecuteAsync(RollBack, CancellationToken.None);
            throw;
        }
    }

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
