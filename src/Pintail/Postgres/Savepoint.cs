using Npgsql;

namespace Pintail.Postgres;

/// <summary>
/// Statements on the exporter that may fail. Whatever ends them, also an interruption or an error that another run would
/// not meet, the transaction that holds the snapshot goes on for whoever asks next, unless the connection itself is gone.
/// </summary>
internal static class Savepoint
{
    private const string Begin = "SAVEPOINT pintail_statement";
    private const string Release = "RELEASE SAVEPOINT pintail_statement";
    private const string RollBack = $"ROLLBACK TO SAVEPOINT pintail_statement; {Release}";

    /// <summary>Locks and settings of <paramref name="action"/> stay when it succeeds and go when it throws.</summary>
    /// <exception cref="OperationCanceledException">The transaction goes on then, too.</exception>
    public static async Task<T> WithinAsync<T>(
        NpgsqlConnection connection,
        Func<Task<T>> action,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        // An interruption of these would leave the transaction in a state that nobody knows.
        await connection.ExecuteAsync(Begin, CancellationToken.None);
        try
        {
            var result = await action();
            await connection.ExecuteAsync(Release, CancellationToken.None);
            return result;
        }
        catch when (connection.State == System.Data.ConnectionState.Open)
        {
            await TryRollBackAsync(connection);
            throw;
        }
    }

    // Why the statement failed matters more; a connection that cannot do this is closed by it, or found failed when next used.
    private static async Task TryRollBackAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.ExecuteAsync(RollBack, CancellationToken.None);
        }
        catch (NpgsqlException) { }
    }
}
