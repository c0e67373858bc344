using System.Globalization;
using Npgsql;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>What the tests in this folder do to a source, and ask of it.</summary>
internal static class SourceFaults
{
    private const string Ours =
        "datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'pintail%'";

    /// <summary>Ends backends of sessions and waits until they are gone.</summary>
    public static async Task<int> EndBackendsAsync(this TestDatabase source, string which = "true")
    {
        var ended = await source.ScalarAsync(
            $"SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE {Ours} AND {which}"
        );
        return int.Parse(ended!, CultureInfo.InvariantCulture);
    }

    /// <summary>Connections of sessions.</summary>
    public static async Task<int> CountBackendsAsync(this TestDatabase source, string which = "true") =>
        int.Parse(
            (await source.ScalarAsync($"SELECT count(*) FROM pg_stat_activity WHERE {Ours} AND {which}"))!,
            CultureInfo.InvariantCulture
        );

    /// <summary>Nothing of a session's runs or is in a transaction.</summary>
    public static Task WaitUntilIdleAsync(this TestDatabase source) =>
        Eventually.Async(async () => await source.CountBackendsAsync("state <> 'idle'") == 0);

    /// <summary>A transaction that holds a lock until it is committed or disposed.</summary>
    public static async Task<NpgsqlConnection> BeginAsync(this TestDatabase source, string sql)
    {
        var connection = await source.OpenAsync();
        await connection.RunAsync($"BEGIN; {sql}");
        return connection;
    }

    public static async Task RunAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
