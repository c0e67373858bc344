// Values as text, by DuckDB's own cast to VARCHAR. Nothing here knows how a list or an interval is written: chunks go
// through a table function into "SELECT c0::VARCHAR" of a small database of its own, so that no statement is added to
// what the session sees: no transaction, no setting, no "last query" of its changes. It also works for a statement that is
// no SELECT, which could not be wrapped in one. The session's TimeZone and Calendar are the two settings that the cast
// looks at; whoever renders says them, and they are set here.
// Integers, texts and booleans, which is most of what people select, need no cast.

using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>Turns the chunks of a result into texts. Any thread may use it; one at a time does.</summary>
public sealed class ValueRenderer(BooleanStyle booleans = BooleanStyle.Words) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ChunkFunction _function = new();
    private DuckDBDatabase? _database;
    private DuckDBConnection? _connection;
    private ZoneSetting? _zone;

    /// <summary>Appends the chunk's rows, NULL as null. The chunk and the types stay the caller's.</summary>
    /// <param name="zone">The session's, if a type <see cref="TypeName.HasZone">has one</see>.</param>
    public void Render(
        DataChunk chunk,
        IReadOnlyList<LogicalType> types,
        ZoneSetting? zone,
        List<string?[]> rows,
        NestedStyle nested = NestedStyle.Text
    )
    {
        var cast = new List<int>();
        var first = rows.Count;
        for (var row = 0; row < chunk.RowCount; row++)
            rows.Add(new string?[types.Count]);
        for (var column = 0; column < types.Count; column++)
        {
            if (DirectReader(types[column].Id) is { } reader)
                ReadDirectly(chunk[column], column, reader, rows, first);
            else
                cast.Add(column);
        }
        if (cast.Count > 0)
            Cast(chunk, types, cast, zone, rows, first, nested);
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _database?.Dispose();
    }

    private Func<Vector, int, string>? DirectReader(DuckDBType id) =>
        id switch
        {
            DuckDBType.Varchar => static (vector, row) => vector.Text(row),
            DuckDBType.Boolean when booleans == BooleanStyle.Numbers => static (vector, row) =>
                vector.Data<bool>(row + 1)[row] ? "1" : "0",
            DuckDBType.Boolean => static (vector, row) => vector.Data<bool>(row + 1)[row] ? "true" : "false",
            DuckDBType.Integer => static (vector, row) => Text(vector.Data<int>(row + 1)[row]),
            DuckDBType.BigInt => static (vector, row) => Text(vector.Data<long>(row + 1)[row]),
            _ => null,
        };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void ReadDirectly(
        Vector vector,
        int column,
        Func<Vector, int, string> reader,
        List<string?[]> rows,
        int first
    )
    {
        for (var row = 0; row < rows.Count - first; row++)
            rows[first + row][column] = vector.IsValid(row) ? reader(vector, row) : null;
    }

    private void Cast(
        DataChunk chunk,
        IReadOnlyList<LogicalType> types,
        List<int> columns,
        ZoneSetting? zone,
        List<string?[]> rows,
        int first,
        NestedStyle nested
    )
    {
        var list = string.Join(", ", columns.Select(column => TextOf(types[column], $"c{column}", nested)));
        lock (_lock)
        {
            var connection = _connection ?? Open();
            if (zone is { } wanted && _zone != zone)
            {
                connection.Execute($"SET TimeZone = {DuckDBText.Literal(wanted.TimeZone)}");
                connection.Execute($"SET Calendar = {DuckDBText.Literal(wanted.Calendar)}");
                _zone = zone;
            }
            _function.Current = (chunk, types);
            using var result = connection.Query($"SELECT {list} FROM pintail_chunk()");
            foreach (var values in result.Rows())
            {
                for (var i = 0; i < values.Length; i++)
                    rows[first][columns[i]] = (string?)values[i];
                first++;
            }
        }
    }

    private static string TextOf(LogicalType type, string value, NestedStyle nested) =>
        nested == NestedStyle.Json && NestedJson.Is(type.Id) ? NestedJson.Of(type, value) : $"CAST({value} AS VARCHAR)";

    // Many results need no cast, and opening a database takes longer than a small statement.
    private DuckDBConnection Open()
    {
        _database = DuckDBDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
        _connection = _database.Connect();
        _connection.Register(_function);
        return _connection;
    }
}
