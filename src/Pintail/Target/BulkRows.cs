using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>
/// Rows of our own tables, thousands to a statement: a run over thousands of tables would otherwise spend its time on preparing
/// statements. They are one parameter, an array of arrays of texts in JSON, and DuckDB casts each text to its column's type.
/// </summary>
internal static class BulkRows
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Past this a statement is full.</summary>
    private const int StatementBytes = 4 << 20;

    /// <param name="columns">Names, in the order of the values.</param>
    public static void Insert(
        DuckDBConnection connection,
        string table,
        IReadOnlyList<string> columns,
        IEnumerable<object?[]> rows
    )
    {
        var sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) {Select(columns.Count)}";
        foreach (var json in Json(rows))
            connection.Execute(sql, json);
    }

    /// <summary>Deletes the rows of which some expressions have the values of one of <paramref name="keys"/>.</summary>
    /// <param name="expressions">VARCHARs.</param>
    public static void Delete(
        DuckDBConnection connection,
        string table,
        IReadOnlyList<string> expressions,
        IEnumerable<object?[]> keys
    )
    {
        var sql = $"DELETE FROM {table} WHERE ({string.Join(", ", expressions)}) IN ({Select(expressions.Count)})";
        foreach (var json in Json(keys))
            connection.Execute(sql, json);
    }

    private static string Select(int width)
    {
        var values = Enumerable
            .Range(1, width)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"r[{number}]"));
        return $"""SELECT {string.Join(", ", values)} FROM (SELECT unnest(from_json($1, '[["VARCHAR"]]')) AS r)""";
    }

    /// <returns>A text per statement; none for no rows.</returns>
    private static IEnumerable<string> Json(IEnumerable<object?[]> rows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, Options);
        foreach (var row in rows)
        {
            if (writer.CurrentDepth == 0)
                writer.WriteStartArray();
            writer.WriteStartArray();
            foreach (var value in row)
                writer.WriteStringValue(Text(value));
            writer.WriteEndArray();
            if (writer.BytesCommitted + writer.BytesPending >= StatementBytes)
                yield return End();
        }
        if (writer.CurrentDepth > 0)
            yield return End();

        string End()
        {
            writer.WriteEndArray();
            writer.Flush();
            var text = Encoding.UTF8.GetString(bytes.WrittenSpan);
            bytes.Clear();
            writer.Reset();
            return text;
        }
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
