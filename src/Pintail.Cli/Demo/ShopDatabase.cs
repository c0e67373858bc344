using Npgsql;

namespace Pintail.Cli.Demo;

/// <summary>
/// The database the demo mirrors: a year of a small mail-order shop, about a million rows in a dozen related tables,
/// made by the server itself from embedded SQL and the same each time. It holds every type that Pintail copies as
/// itself, a partitioned table, names that only quoting survives, and a view and a materialized view to be skipped.
/// One transaction under wal_level=minimal: the rows never pass through the write-ahead log.
/// </summary>
internal static class ShopDatabase
{
    public const string Name = "shop";

    /// <summary>Settings that make loading fast on a server that is thrown away.</summary>
    public static IReadOnlyDictionary<string, string> ServerSettings { get; } =
        new Dictionary<string, string>
        {
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["maintenance_work_mem"] = "128MB",
            ["autovacuum"] = "off",
        };

    /// <summary>The analytical query of the demo; its text means the same in PostgreSQL and in DuckDB.</summary>
    public static string Query => Resource("shop.query.sql");

    public static async Task CreateAsync(ThrowawayPostgres server, CancellationToken cancellation)
    {
        await using (var connection = await OpenAsync(server, "postgres", cancellation))
            await ExecuteAsync(connection, $"create database {Name}", cancellation);
        await using var shop = await OpenAsync(server, Name, cancellation);
        await using (var transaction = await shop.BeginTransactionAsync(cancellation))
        {
            foreach (var part in new[] { "shop.tables.sql", "shop.rows.sql", "shop.keys.sql" })
                await ExecuteAsync(shop, Resource(part), cancellation);
            await transaction.CommitAsync(cancellation);
        }
        await ExecuteAsync(shop, "vacuum (analyze)", cancellation);
    }

    /// <summary>A connection as the server's superuser; the caller disposes it.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(
        ThrowawayPostgres server,
        string database,
        CancellationToken cancellation
    )
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Username = server.User,
            Database = database,
            Pooling = false,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Resource(string file)
    {
        using var stream =
            typeof(ShopDatabase).Assembly.GetManifestResourceStream($"Demo.{file}")
            ?? throw new PintailException(ErrorKind.Internal, $"The program does not hold its file Demo/{file}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
