using System.Text;
using System.Text.Json;

namespace Pintail.Session.PushDown;

/// <summary>DuckDB's plan as JSON. Its writer puts NaN and Infinity as they are, which no reader of JSON takes.</summary>
internal static class PlanJson
{
    /// <summary>Half of it is enough for any plan a person writes; what is deeper is read without push-down.</summary>
    private const int MaxDepth = 1000;

    /// <summary>Null when it is no JSON: DuckDB leaves out a plan that it cannot write.</summary>
    public static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(Quoted(json), new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Empty when there is no such array.</summary>
    public static IReadOnlyList<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : [];

    public static bool IsTrue(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.True;

    /// <summary>Null when it is no number, or a larger one.</summary>
    public static int? Index(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var index) && index >= 0 ? index : null;

    /// <inheritdoc cref="Index(JsonElement)"/>
    public static int? Index(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Index(value) : null;

    /// <summary>How DuckDB writes an index that is not set: optional_idx in optional_idx.hpp.</summary>
    public static bool IsUnset(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetUInt64(out var index)
        && index == ulong.MaxValue;

    /// <summary>Nothing, [] or {}: a part of the plan that says nothing.</summary>
    public static bool IsEmpty(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object
        || !element.TryGetProperty(name, out var value)
        || value.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            _ => false,
        };

    // Numbers that are none become texts: only values that are read as FLOAT or DOUBLE take them.
    private static string Quoted(string json)
    {
        if (!json.Contains("NaN", StringComparison.Ordinal) && !json.Contains("Infinity", StringComparison.Ordinal))
            return json;
        var quoted = new StringBuilder(json.Length + 16);
        for (var i = 0; i < json.Length; )
        {
            var end = json[i] == '"' ? EndOfText(json, i) : EndOfWord(json, i);
            var piece = json.AsSpan(i, end - i);
            if (piece is "NaN" or "Infinity" or "-Infinity")
                quoted.Append('"').Append(piece).Append('"');
            else
                quoted.Append(piece);
            i = end;
        }
        return quoted.ToString();
    }

    private static int EndOfText(string json, int start)
    {
        var i = start + 1;
        while (i < json.Length && json[i] != '"')
            i += json[i] == '\\' ? 2 : 1;
        return Math.Min(i + 1, json.Length);
    }

    private static int EndOfWord(string json, int start)
    {
        var i = start;
        while (i < json.Length && (char.IsAsciiLetter(json[i]) || json[i] == '-'))
            i++;
        return Math.Max(i, start + 1);
    }
}
