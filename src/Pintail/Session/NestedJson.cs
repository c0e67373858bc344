// The SQL that writes a nested value as JSON. DuckDB's own to_json would do, but it makes DECIMAL and the numbers within
// JSON values doubles, and a BIGINT past 2^53 a number that most readers round. Pieces of text put together lose nothing,
// if none is NULL: a UNION is not NULL where its member is.

using System.Globalization;
using System.Text.Encodings.Web;
using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>Values of LIST and ARRAY as arrays, of STRUCT and MAP as objects, unnamed STRUCTs as arrays.</summary>
internal static class NestedJson
{
    public static bool Is(DuckDBType id) =>
        id is DuckDBType.List or DuckDBType.Array or DuckDBType.Struct or DuckDBType.Map;

    /// <summary>An expression that gives the value's JSON as VARCHAR, null for NULL.</summary>
    /// <param name="value">SQL of the value; written several times.</param>
    public static string Of(LogicalType type, string value) => Of(type, value, depth: 0);

    private static string Of(LogicalType type, string value, int depth) =>
        $"CASE WHEN {value} IS NULL THEN 'null' ELSE coalesce({OfPresent(type, value, depth)}, 'null') END";

    private static string OfPresent(LogicalType type, string value, int depth)
    {
        switch (type.Id)
        {
            case DuckDBType.List:
                using (var child = type.ListChild())
                    return Elements(child, value, depth);
            case DuckDBType.Array:
                using (var child = type.ArrayChild())
                    return Elements(child, value, depth);
            case DuckDBType.Struct:
                return Fields(type, value, depth);
            case DuckDBType.Map:
                return Pairs(type, value, depth);
            default:
                return Scalar(type, value);
        }
    }

    private static string Elements(LogicalType child, string list, int depth) =>
        $"'[' || {Joined(list, depth, element => Of(child, element, depth + 1))} || ']'";

    private static string Pairs(LogicalType type, string map, int depth)
    {
        using var value = type.MapValue();
        return "'{' || "
            + Joined(
                $"map_entries({map})",
                depth,
                pair =>
                    $"{Quoted($"struct_extract({pair}, 'key')")} || ':' || {Of(value, $"struct_extract({pair}, 'value')", depth + 1)}"
            )
            + " || '}'";
    }

    // Not by "||", whose depth DuckDB limits.
    private static string Fields(LogicalType type, string value, int depth)
    {
        var isNamed = type.StructName(0).Length > 0;
        var fields = Enumerable
            .Range(0, type.StructCount)
            .Select(index =>
            {
                using var child = type.StructChild(index);
                var position = (index + 1).ToString(CultureInfo.InvariantCulture);
                var json = Of(child, $"struct_extract_at({value}, {position})", depth);
                return isNamed ? $"concat({DuckDBText.Literal(Key(type.StructName(index)))}, {json})" : json;
            });
        var (open, close) = isNamed ? ("{", "}") : ("[", "]");
        return $"concat('{open}', concat_ws(',', {string.Join(", ", fields)}), '{close}')";
    }

    private static string Key(string name) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(name)}\":";

    private static string Joined(string list, int depth, Func<string, string> element)
    {
        var name = $"e{depth.ToString(CultureInfo.InvariantCulture)}";
        return $"array_to_string(list_transform({list}, lambda {name}: {element(name)}), ',')";
    }

    /// <summary>A number is one where every reader gets the same back (<see cref="JsonNumber"/>); JSON stays as it is.</summary>
    private static string Scalar(LogicalType type, string value)
    {
        var text = $"CAST({value} AS VARCHAR)";
        return type.Id switch
        {
            DuckDBType.Varchar when type.Alias == "JSON" => text,
            DuckDBType.Boolean => text,
            DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer => text,
            DuckDBType.UTinyInt or DuckDBType.USmallInt or DuckDBType.UInteger => text,
            DuckDBType.BigInt or DuckDBType.HugeInt =>
                $"CASE WHEN {value} BETWEEN -{JsonNumber.MostExact} AND {JsonNumber.MostExact} THEN {text} ELSE {Quoted(value)} END",
            // A negative number beside it would make both of a type that cannot hold all of them.
            DuckDBType.UBigInt or DuckDBType.UHugeInt =>
                $"CASE WHEN {value} <= {JsonNumber.MostExact} THEN {text} ELSE {Quoted(value)} END",
            // DuckDB writes no digit before the point where all digits are places.
            DuckDBType.Decimal when type.DecimalWidth <= JsonNumber.ExactDigits =>
                $@"regexp_replace({text}, '^(-?)\.', '\10.')",
            DuckDBType.Float or DuckDBType.Double =>
                $"CASE WHEN isfinite({value}) THEN {text} ELSE {Quoted(value)} END",
            _ => Quoted(value),
        };
    }

    private static string Quoted(string value) => $"CAST(to_json(CAST({value} AS VARCHAR)) AS VARCHAR)";
}
