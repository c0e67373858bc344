using Pintail.Copy;
using Pintail.DuckDB;
using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Tests.Types;

/// <summary>
/// A Postgres table brought into an in-memory DuckDB the way the product does it: mapped, read by the bulk reader, decoded
/// chunk by chunk. Both sides can then be asked for text that each makes by itself.
/// </summary>
internal sealed class CopiedTable : IDisposable
{
    private readonly DuckDBDatabase _database = DuckDBDatabase.Open();
    private readonly DuckDBConnection _connection;
    private readonly TestDatabase _source;
    private readonly string _table;

    private CopiedTable(TestDatabase source, string table, IReadOnlyList<ColumnMapping> mappings)
    {
        _source = source;
        _table = table;
        Mappings = mappings;
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'");
    }

    public IReadOnlyList<ColumnMapping> Mappings { get; }

    public static async Task<CopiedTable> CopyAsync(TestDatabase source, string table, TypeOptions? options = null)
    {
        await using var connection = await source.OpenAsync();
        var columns = await CatalogColumns.ReadAsync(connection, table);
        var copied = new CopiedTable(source, table, [.. columns.Select(column => TypeTable.Map(column, options))]);
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
        command.CommandText = $"SET TimeZone = 'UTC'; SELECT ({expression})::text FROM {_table} ORDER BY id";
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

    private void Load()
    {
        var definitions = Mappings.Select(mapping => $"{Quote(mapping.Column.Name)} {mapping.DuckDBTypeSql}");
        _connection.Execute($"CREATE TABLE t ({string.Join(", ", definitions)})");
        var types = Mappings.Select(mapping => mapping.CreateLogicalType()).ToArray();
        using var chunk = DataChunk.Create(types);
        using var appender = _connection.CreateAppender("t");
        using var wire = WireConnection.Open(WireOptions(_source), CancellationToken.None);
        using var rows = wire.CopyOut(CopySql(_table, Mappings));
        var reader = new ChunkReader(rows, [.. Mappings.Select(mapping => mapping.CreateDecoder())]);
        while (reader.Read(chunk) > 0)
        {
            appender.Append(chunk);
            chunk.Reset();
        }
        Assert.True(reader.IsCompleted);
        appender.Close();
        foreach (var type in types)
            type.Dispose();
    }

    public static string CopySql(string table, IReadOnlyList<ColumnMapping> mappings) =>
        $"COPY (SELECT {string.Join(", ", mappings.Select(mapping => mapping.SelectSql))} FROM {table}) "
        + "TO STDOUT (FORMAT binary)";

    public static WireOptions WireOptions(TestDatabase database) =>
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
