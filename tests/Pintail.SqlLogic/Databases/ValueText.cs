using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.SqlLogic.Databases;

// Values as text, by DuckDB's own cast to VARCHAR. Nothing here knows how a list or an interval is written: chunks go
// through a table function into "SELECT c0::VARCHAR" of a small database of its own, so that no statement is added to
// what the file under test sees: no transaction, no setting, no "last query" of its changes. It also works for a
// statement that is no SELECT, which could not be wrapped in one. The session's TimeZone and Calendar are the two
// settings that the cast looks at; they are asked for when a type needs them, and set here.
// Integers, texts and booleans, which is most of what tests return, need no cast.

/// <summary>Any thread may use it; one at a time does.</summary>
internal sealed class ValueText : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ChunkFunction _function = new();
    private readonly DuckDBDatabase _database;
    private readonly DuckDBConnection _connection;
    private (string Zone, string Calendar)? _zone;

    internal ValueText()
    {
        _database = DuckDBDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
        _connection = _database.Connect();
        _connection.Register(_function);
    }

    /// <summary>Appends the chunk's rows.</summary>
    /// <param name="zone">The session's TimeZone and Calendar if a type <see cref="TypeName.HasZone">has one</see>.</param>
    internal void Render(
        DataChunk chunk,
        IReadOnlyList<LogicalType> types,
        (string Zone, string Calendar)? zone,
        List<string?[]> rows
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
            Cast(chunk, types, cast, zone, rows, first);
    }

    /// <summary>The texts as the type's values are equal; of floating types, nearly.</summary>
    internal bool SameNumber(string actual, string expected, string type)
    {
        var isFloating = type is "FLOAT" or "DOUBLE";
        // The tolerance of DuckDB's own runner (Value::ValuesAreEqual, src/common/types/value.cpp): a hundredth.
        var equal = isFloating
            ? "a = b OR isfinite(a) AND isfinite(b) AND abs(a - b) <= abs(b) * 0.01 + 0.00000001"
            : "a = b";
        lock (_lock)
        {
            using var statement = _connection.Prepare(
                $"SELECT coalesce({equal}, false) FROM (SELECT TRY_CAST($1::VARCHAR AS {type}) AS a, "
                    + $"TRY_CAST($2::VARCHAR AS {type}) AS b)"
            );
            statement.Bind(1, actual);
            statement.Bind(2, expected);
            using var result = statement.Query();
            return result.Scalar() is true;
        }
    }

    /// <summary>A file of expected values as DuckDB's tests keep them: a header, then values with bars between.</summary>
    internal IReadOnlyList<string?[]> ReadExpected(string path, IReadOnlyList<string> columns)
    {
        var names = string.Join(", ", columns.Select((_, i) => $"'c{i}': 'VARCHAR'"));
        lock (_lock)
        {
            using var result = _connection.Query(
                $"SELECT * FROM read_csv({DuckDBText.Literal(path)}, header = true, sep = '|', "
                    + $"columns = {{{names}}}, auto_detect = false)"
            );
            return [.. result.Rows().Select(row => Array.ConvertAll(row, value => (string?)value))];
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private static Func<Vector, int, string>? DirectReader(DuckDBType id) =>
        id switch
        {
            DuckDBType.Varchar => static (vector, row) => vector.Text(row),
            DuckDBType.Boolean => static (vector, row) => vector.Data<bool>(row + 1)[row] ? "1" : "0",
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
        (string Zone, string Calendar)? zone,
        List<string?[]> rows,
        int first
    )
    {
        var list = string.Join(", ", columns.Select(column => $"CAST(c{column} AS VARCHAR)"));
        lock (_lock)
        {
            if (zone is { } wanted && _zone != zone)
            {
                _connection.Execute($"SET TimeZone = {DuckDBText.Literal(wanted.Zone)}");
                _connection.Execute($"SET Calendar = {DuckDBText.Literal(wanted.Calendar)}");
                _zone = zone;
            }
            _function.Current = (chunk, types);
            using var result = _connection.Query($"SELECT {list} FROM logic_chunk()");
            foreach (var values in result.Rows())
            {
                for (var i = 0; i < values.Length; i++)
                    rows[first][columns[i]] = (string?)values[i];
                first++;
            }
        }
    }
}
