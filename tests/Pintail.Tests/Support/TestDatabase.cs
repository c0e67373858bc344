using Npgsql;
using Pintail.Cli.Demo;

namespace Pintail.Tests.Support;

/// <summary>One database of a test server, with the few calls tests make on it as superuser.</summary>
public sealed class TestDatabase
{
    internal TestDatabase(ThrowawayPostgres server, string name)
    {
        Server = server;
        Name = name;
    }

    internal ThrowawayPostgres Server { get; }
    public string Name { get; }

    /// <summary>postgresql:// for Pintail's own side.</summary>
    public string Conninfo => Server.Conninfo(Name);

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>First column of the first row as text; null when NULL or no row.</summary>
    public async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull
            ? null
            : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A new role that may log in and nothing else; roles are the whole server's.</summary>
    public async Task<string> CreateRoleAsync()
    {
        var role = $"role_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {role} LOGIN");
        return role;
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString(Server, Name));
        await connection.OpenAsync();
        return connection;
    }

    internal static string ConnectionString(ThrowawayPostgres server, string database) =>
        $"Host={server.Host};Port={server.Port};Username={server.User};Database={database};Pooling=false;Include Error Detail=true";
}
