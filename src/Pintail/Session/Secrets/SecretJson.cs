using System.Buffers;
using System.Text.Json;

namespace Pintail.Session.Secrets;

/// <summary>A secret as its file holds it: {"version", "name", "type", "scope": […], "options": {…}}.</summary>
internal static class SecretJson
{
    private const int Version = 1;

    public static byte[] Write(Secret secret)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("name", secret.Name);
            json.WriteString("type", secret.Type.Name);
            json.WriteStartArray("scope");
            foreach (var scope in secret.Scope)
                json.WriteStringValue(scope);
            json.WriteEndArray();
            json.WriteStartObject("options");
            foreach (var (name, value) in secret.Options)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">It is something else, or of a later version.</exception>
    public static Secret Read(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
                throw new FormatException();
            var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var option in root.GetProperty("options").EnumerateObject())
                options[option.Name] = Text(option.Value);
            return new Secret(
                Text(root.GetProperty("name")),
                SecretType.Find(Text(root.GetProperty("type"))) ?? throw new FormatException(),
                [.. root.GetProperty("scope").EnumerateArray().Select(Text)],
                options
            );
        }
        // Without what was read: it is a secret.
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException();
        }
    }

    private static string Text(JsonElement value) => value.GetString() ?? throw new FormatException();
}
