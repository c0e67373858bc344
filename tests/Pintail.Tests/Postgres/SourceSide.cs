using System.Buffers.Binary;
using System.Text;
using Npgsql;
using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Wire;

namespace Pintail.Tests.Postgres;

/// <summary>What the tests in this folder ask of a source: Pintail's way in, and rows of texts out of a COPY.</summary>
internal static class SourceSide
{
    public static ConnectionSettings Settings(this TestDatabase database, string? role = null) =>
        new()
        {
            Host = database.Server.Host,
            Port = database.Server.Port,
            Database = database.Name,
            User = role ?? database.Server.User,
            SslMode = WireSslMode.Disable,
        };

    /// <summary>15 for 15.18.</summary>
    public static async Task<int> MajorAsync(this TestDatabase database) =>
        int.Parse((await database.ScalarAsync("SHOW server_version_num"))!) / 10_000;

    /// <summary>A role of its own, as roles belong to the whole server.</summary>
    public static async Task<string> CreateRoleAsync(this TestDatabase database)
    {
        var role = $"role_{Guid.NewGuid():N}";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN");
        return role;
    }

    public static Task<SnapshotSession> OpenSessionAsync(
        this TestDatabase database,
        SnapshotOptions? options = null,
        string? role = null
    ) => SnapshotSession.OpenAsync(database.Settings(role), options ?? new SnapshotOptions(), default);

    public static async Task<Catalog> ReadCatalogAsync(this TestDatabase database, string? role = null)
    {
        await using var session = await database.OpenSessionAsync(role: role);
        return await session.ListAsync(default);
    }

    public static Relation Relation(this Catalog catalog, string name) =>
        catalog.Relations.Single(relation => relation.Name == name);

    /// <summary>Every table that a run would copy.</summary>
    public static IReadOnlyList<Relation> Tables(Catalog catalog) =>
        [.. catalog.Relations.Where(relation => relation.Kind is not (RelationKind.View or RelationKind.ForeignTable))];

    /// <summary>The rows of a query whose columns are all text.</summary>
    public static List<string?[]> Read(this SnapshotWorker worker, string query)
    {
        using var rows = worker.Copy($"COPY ({query}) TO STDOUT (FORMAT binary)");
        var read = new List<string?[]>();
        while (!rows.IsCompleted)
        {
            rows.BeginBatch();
            while (rows.TryNextRow(out var offset, out var length))
            {
                read.Add(Parse(rows.Buffer.AsSpan(offset, length)));
            }
        }
        return read;
    }

    public static string? ReadOne(this SnapshotWorker worker, string query) => worker.Read(query).Single().Single();

    /// <summary>Waits until a backend of the database waits for a lock of another.</summary>
    public static async Task WaitForLockWaiterAsync(this TestDatabase database, string mode)
    {
        await using var connection = await database.OpenAsync();
        for (var deadline = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < deadline; )
        {
            await using var command = new NpgsqlCommand(
                $"SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = '{database.Name}' AND NOT l.granted AND l.mode = '{mode}'",
                connection
            );
            if ((long)(await command.ExecuteScalarAsync())! > 0)
            {
                return;
            }
        }
        Assert.Fail($"Nobody waited for a {mode}.");
    }

    private static string?[] Parse(ReadOnlySpan<byte> row)
    {
        var values = new string?[BinaryPrimitives.ReadInt16BigEndian(row)];
        row = row[2..];
        for (var index = 0; index < values.Length; index++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(row);
            row = row[4..];
            if (length >= 0)
            {
                values[index] = Encoding.UTF8.GetString(row[..length]);
                row = row[length..];
            }
        }
        return values;
    }
}
