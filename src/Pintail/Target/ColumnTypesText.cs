using System.Text;
using System.Text.Json;

namespace Pintail.Target;

/// <summary>
/// The DuckDB types that data decided, by source column, as a JSON object in pintail.table_state: the next run may widen
/// them and must not narrow them.
/// </summary>
internal static class ColumnTypesText
{
    /// <returns>Null when there is nothing to keep.</returns>
    public static string? Write(IReadOnlyDictionary<string, string> types)
    {
        if (types.Count == 0)
            return null;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (column, type) in types.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                writer.WriteString(column, type);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>What somebody else wrote there is taken for nothing known.</summary>
    public static IReadOnlyDictionary<string, string> Read(string? text)
    {
        var types = new Dictionary<string, string>();
        if (string.IsNullOrEmpty(text))
            return types;
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return types;
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String)
                    types[property.Name] = property.Value.GetString()!;
            }
        }
        catch (JsonException)
        {
            types.Clear();
        }
        return types;
    }
}
