using System.Text;
using Pintail.DuckDB;

namespace Pintail.Session.Functions;

/// <summary>
/// The values of <c>params := …</c> as texts that the server's types read, one by one; they are bound, never put into the
/// SQL. A list becomes an array's text, a STRUCT within the parameters a row's.
/// </summary>
internal static class QueryParameters
{
    /// <exception cref="PintailException">Not a row of values, or a value that no text says exactly.</exception>
    public static IReadOnlyList<string?> Read(ParameterValue? given) =>
        given is null ? []
        : given is { Type: DuckDBType.Struct or DuckDBType.List, Parts: { } parts }
            ? [.. parts.Select((part, index) => Text(part, index + 1))]
        : throw new PintailException(
            ErrorKind.Configuration,
            "The params of postgres_query are one value, or cannot be NULL as a whole.",
            "Write params := row($1's value, $2's value); NULL may stand within the row."
        );

    private static string? Text(ParameterValue value, int number) =>
        value.IsNull
            ? null
            : value.Type switch
            {
                DuckDBType.List => Array(value.Parts!, number),
                DuckDBType.Struct => $"({string.Join(',', value.Parts!.Select(part => Field(part, number)))})",
                DuckDBType.Blob => $"\\x{value.Text}",
                // DuckDB writes 0044-03-15 (BC).
                DuckDBType.Date or DuckDBType.Timestamp or DuckDBType.TimestampTz => value.Text!.Replace(
                    "(BC)",
                    "BC",
                    StringComparison.Ordinal
                ),
                _ when IsPlain(value.Type) => value.Text,
                _ => throw new PintailException(
                    ErrorKind.Configuration,
                    $"The value of ${number} in params has the type {value.Type.ToString().ToUpperInvariant()}, which Postgres has no exact text for.",
                    "Cast it: nanoseconds to TIMESTAMP, an ARRAY to a list, others to VARCHAR."
                ),
            };

    private static bool IsPlain(DuckDBType type) =>
        type
            is DuckDBType.Boolean
                or DuckDBType.TinyInt
                or DuckDBType.SmallInt
                or DuckDBType.Integer
                or DuckDBType.BigInt
                or DuckDBType.HugeInt
                or DuckDBType.UTinyInt
                or DuckDBType.USmallInt
                or DuckDBType.UInteger
                or DuckDBType.UBigInt
                or DuckDBType.UHugeInt
                or DuckDBType.Bignum
                or DuckDBType.Float
                or DuckDBType.Double
                or DuckDBType.Decimal
                or DuckDBType.Varchar
                or DuckDBType.Enum
                or DuckDBType.Uuid
                or DuckDBType.Bit
                or DuckDBType.Time
                or DuckDBType.TimeTz
                or DuckDBType.TimestampS
                or DuckDBType.TimestampMs
                or DuckDBType.Interval;

    private static string Array(IReadOnlyList<ParameterValue> elements, int number)
    {
        var text = new StringBuilder("{");
        foreach (var element in elements)
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(
                Text(element, number) is not { } value ? "NULL"
                : element.Type == DuckDBType.List ? value
                : Quoted(value)
            );
        }
        return text.Append('}').ToString();
    }

    // An empty field is NULL in a row's text.
    private static string Field(ParameterValue part, int number) =>
        Text(part, number) is { } value ? Quoted(value) : "";

    // Both array_in and record_in take a backslash before a quote and before a backslash.
    private static string Quoted(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
