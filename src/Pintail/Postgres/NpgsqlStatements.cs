using Npgsql;

namespace Pintail.Postgres;

/// <summary>Statements that are sent for what they do.</summary>
internal static class NpgsqlStatements
{
    /// <param name="sql">One statement or several; no parameters.</param>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
