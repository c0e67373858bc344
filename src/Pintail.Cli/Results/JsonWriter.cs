using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pintail.DuckDB;
using Pintail.Session;

namespace Pintail.Cli.Results;

/// <summary>
/// An array of objects, a row on a line. A number is a number where every reader of JSON gets the same one back: whole
/// numbers up to 2^53 - 1, floating ones that are finite, and DECIMAL of at most 15 digits, as readers take all numbers
/// for IEEE doubles (RFC 8259, section 6). BOOLEAN is true and false, NULL null; LIST and ARRAY are arrays, STRUCT and MAP
/// objects, and JSON is what it holds, unless that is none. Any other value is its text.
/// </summary>
internal sealed class JsonWriter(TextWriter writer) : ResultWriter(writer)
{
    private const int MostDepth = 10_000;

    private string[] _names = [];
    private bool _isFirst = true;

    protected override void WriteHead(StringBuilder text)
    {
        _names = [.. Unique(Columns).Select(name => Quote(name) + ":")];
        text.Append('[');
    }

    protected override void WriteRow(StringBuilder text, string?[] row)
    {
        text.Append(_isFirst ? "{" : ",\n{");
        _isFirst = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            text.Append(_names[i]).Append(row[i] is { } value ? Value(Columns[i], value) : "null");
        }
        text.Append('}');
    }

    protected override void WriteFoot(StringBuilder text) => text.Append("]\n");

    private static string Value(ResultColumn column, string value)
    {
        var isBare = column.Type switch
        {
            DuckDBType.Boolean => true,
            DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer => true,
            DuckDBType.UTinyInt or DuckDBType.USmallInt or DuckDBType.UInteger => true,
            DuckDBType.BigInt or DuckDBType.UBigInt or DuckDBType.HugeInt or DuckDBType.UHugeInt => long.TryParse(
                value,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            ) && number is >= -JsonNumber.MostExact and <= JsonNumber.MostExact,
            DuckDBType.Decimal => column.DecimalWidth <= JsonNumber.ExactDigits,
            // inf and nan have no digit.
            DuckDBType.Float or DuckDBType.Double => char.IsAsciiDigit(value[^1]),
            // Written as JSON already (NestedStyle.Json).
            DuckDBType.List or DuckDBType.Array or DuckDBType.Struct or DuckDBType.Map => IsJson(value),
            DuckDBType.Varchar => column.IsJson && IsJson(value),
            _ => false,
        };
        return !isBare ? Quote(value)
            : column.Type == DuckDBType.Decimal ? WithDigit(value)
            : OnOneLine(value);
    }

    // DuckDB's type JSON also takes NaN, Infinity and commas too many.
    private static bool IsJson(string value)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value), new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A line's end stands only between the parts of a JSON value, where a blank says the same.
    private static string OnOneLine(string json) => json.Replace('\n', ' ').Replace('\r', ' ');

    // DuckDB writes a DECIMAL of as many digits as places without a digit before the point; JSON wants one.
    private static string WithDigit(string value) =>
        value.StartsWith('.') ? "0" + value
        : value.StartsWith("-.", StringComparison.Ordinal) ? "-0" + value[1..]
        : value;

    // A reader keeps one of two fields of the same name; the later ones get a number, as DuckDB gives it in a subquery.
    private static IEnumerable<string> Unique(IReadOnlyList<ResultColumn> columns)
    {
        var taken = columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            var name = column.Name;
            for (var number = 1; !seen.Add(name); number++)
            {
                var next = $"{column.Name}_{number.ToString(CultureInfo.InvariantCulture)}";
                name = taken.Contains(next) ? name : next;
            }
            yield return name;
        }
    }

    private static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
