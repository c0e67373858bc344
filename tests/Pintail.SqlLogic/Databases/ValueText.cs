using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.SqlLogic.Databases;

/// <summary>What values are as texts, and when texts are the same value. Any thread may use it; one at a time does.</summary>
internal sealed class ValueText : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ValueRenderer _renderer = new(BooleanStyle.Numbers);
    private readonly DuckDBDatabase _database;
    private readonly DuckDBConnection _connection;

    internal ValueText()
    {
        _database = DuckDBDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
        _connection = _database.Connect();
    }

    /// <inheritdoc cref="ValueRenderer.Render"/>
    internal void Render(DataChunk chunk, IReadOnlyList<LogicalType> types, ZoneSetting? zone, List<string?[]> rows) =>
        _renderer.Render(chunk, types, zone, rows);

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
        _renderer.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }
}
