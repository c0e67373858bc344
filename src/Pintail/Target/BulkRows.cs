using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Rows of our own tables, all in one statement: a run over thousands of tables would otherwise spend its time on preparing
/// statements. They are one parameter, an array of arrays of texts in JSON, and DuckDB casts each text to its column's type.
/// </summary>
internal static class BulkRows
{
    /// <summary>Some megabytes of text.</summary>
    private const int RowsPerStatement = 10_000;

    /// <param name="columns">Names, in the order of the values.</param>
    public static void Insert(
        DuckDBConnection connection,
        string table,
        IReadOnlyList<string> columns,
        IEnumerable<object?[]> rows
    )
    {
        var sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) {Select(columns.Count)}";
        foreach (var chunk in rows.Chunk(RowsPerStatement))
            connection.Execute(sql, Json(chunk));
    }

    /// <summary>Deletes the rows of which some expressions have the values of one of <paramref name="keys"/>.</summary>
    public static void Delete(
        DuckDBConnection connection,
        string table,
        IReadOnlyList<string> expressions,
        IEnumerable<object?[]> keys
    )
    {
        var sql = $"DELETE FROM {table} WHERE ({string.Join(", ", expressions)}) IN ({Select(expressions.Count)})";
        foreach (var chunk in keys.Chunk(RowsPerStatement))
            connection.Execute(sql, Json(chunk));
    }

    private static string Select(int width)
    {
        var values = Enumerable
            .Range(1, width)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"r[{number}]"));
        return $"""SELECT {string.Join(", ", values)} FROM (SELECT unnest(from_json($1, '[["VARCHAR"]]')) AS r)""";
    }

    private static string Json(IEnumerable<object?[]> rows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            foreach (var row in rows)
            {
                writer.WriteStartArray();
                foreach (var value in row)
                    writer.WriteStringValue(Text(value));
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static string? Text(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            bool flag => flag ? "true" : "false",
            int or long => Convert.ToString(value, CultureInfo.InvariantCulture),
            // As TIMESTAMP in UTC.
            DateTimeOffset time => time.UtcDateTime.ToString(
                "yyyy-MM-dd HH:mm:ss.ffffff",
                CultureInfo.InvariantCulture
            ),
            _ => throw new ArgumentException($"A {value.GetType().Name} cannot be stored.", nameof(value)),
        };
}
