using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Tests.Support;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Tests.Types;

/// <summary>
/// The Postgres table t brought into an in-memory DuckDB the way the product does it: mapped, read by the bulk reader, decoded
/// chunk by chunk. Both sides can then be asked for text that each makes by itself.
/// </summary>
internal sealed class CopiedTable : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;
    private readonly TestDatabase _source;

    private CopiedTable(TestDatabase source, IReadOnlyList<ColumnMapping> mappings)
    {
        _source = source;
        Mappings = mappings;
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'");
    }

    public IReadOnlyList<ColumnMapping> Mappings { get; }

    public static async Task<CopiedTable> CopyAsync(TestDatabase source)
    {
        await using var connection = await source.OpenAsync();
        var columns = await CatalogColumns.ReadAsync(connection, "t");
        var copied = new CopiedTable(source, [.. columns.Select(column => TypeTable.Map(column))]);
        try
        {
            copied.Load();
            return copied;
        }
        catch
        {
            copied.Dispose();
            throw;
        }
    }

    /// <summary>One text per row, in the order of the column id.</summary>
    public List<string?> DuckDBTexts(string expression)
    {
        using var result = _connection.Query($"SELECT CAST({expression} AS VARCHAR) FROM t ORDER BY id");
        return [.. result.Rows().Select(row => (string?)row[0])];
    }

    public async Task<List<string?>> PostgresTextsAsync(string expression)
    {
        await using var connection = await _source.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET TimeZone = 'UTC'; SELECT ({expression})::text FROM t ORDER BY id";
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string?>();
        while (await reader.ReadAsync())
            texts.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        return texts;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    /// <summary>Reads and decodes without a target; returns the number of rows.</summary>
    public static long Read(
        TestDatabase source,
        IReadOnlyList<ColumnMapping> mappings,
        string clientEncoding = "UTF8",
        Action<DataChunk>? onChunk = null
    )
    {
        var types = mappings.Select(mapping => mapping.CreateLogicalType()).ToArray();
        using var chunk = DataChunk.Create(types);
        var options = WireOptions(source) with
        {
            StartupParameters = new Dictionary<string, string> { ["client_encoding"] = clientEncoding },
        };
        using var wire = WireConnection.Open(options, CancellationToken.None);
        using var rows = wire.CopyOut(CopySql(mappings));
        var reader = new ChunkReader(rows, [.. mappings.Select(mapping => mapping.CreateDecoder())]);
        while (reader.Read(chunk) > 0)
        {
            onChunk?.Invoke(chunk);
            chunk.Reset();
        }
        Assert.True(reader.IsCompleted);
        foreach (var type in types)
            type.Dispose();
        return reader.RowsRead;
    }

    private void Load()
    {
        var definitions = Mappings.Select(mapping => $"{Quote(mapping.Column.Name)} {mapping.DuckDBTypeSql}");
        _connection.Execute($"CREATE TABLE t ({string.Join(", ", definitions)})");
        using var appender = _connection.CreateAppender("t");
        Read(_source, Mappings, onChunk: appender.Append);
        appender.Close();
    }

    private static string CopySql(IReadOnlyList<ColumnMapping> mappings) =>
        $"COPY (SELECT {string.Join(", ", mappings.Select(mapping => mapping.SelectSql))} FROM t) "
        + "TO STDOUT (FORMAT binary)";

    internal static WireOptions WireOptions(TestDatabase database) =>
        new()
        {
            Host = database.Server.Host,
            Port = database.Server.Port,
            User = database.Server.User,
            Database = database.Name,
            SslMode = WireSslMode.Disable,
        };

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
