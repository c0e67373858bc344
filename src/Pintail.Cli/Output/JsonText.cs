using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pintail.Cli.Output;

/// <summary>Writes the objects of --json through source-generated code: snake_case names, one line, readable letters.</summary>
internal static class JsonText
{
    private static readonly JsonObjects Objects = new(
        new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    public static string Of(JsonTable table) => JsonSerializer.Serialize(table, Objects.JsonTable);

    public static string Of(JsonSummary summary) => JsonSerializer.Serialize(summary, Objects.JsonSummary);

    public static string Of(JsonRunError error) => JsonSerializer.Serialize(error, Objects.JsonRunError);

    public static string Of(JsonPlan plan) => JsonSerializer.Serialize(plan, Objects.JsonPlan);

    public static string Of(JsonVerifiedTable table) => JsonSerializer.Serialize(table, Objects.JsonVerifiedTable);

    public static string Of(JsonVerifySummary summary) => JsonSerializer.Serialize(summary, Objects.JsonVerifySummary);

    public static string Of(JsonPastRun run) => JsonSerializer.Serialize(run, Objects.JsonPastRun);

    public static string Of(JsonPastTableRun run) => JsonSerializer.Serialize(run, Objects.JsonPastTableRun);

    /// <summary>An enum's name as JSON spells it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

[JsonSerializable(typeof(JsonTable))]
[JsonSerializable(typeof(JsonSummary))]
[JsonSerializable(typeof(JsonRunError))]
[JsonSerializable(typeof(JsonPlan))]
[JsonSerializable(typeof(JsonVerifiedTable))]
[JsonSerializable(typeof(JsonVerifySummary))]
[JsonSerializable(typeof(JsonPastRun))]
[JsonSerializable(typeof(JsonPastTableRun))]
internal sealed partial class JsonObjects : JsonSerializerContext;
