using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Pintail.Session.PushDown;

/// <summary>
/// Types and constants of a plan. How each type's values are written was tried, and PlanReaderTests hold it: a value in any
/// other way, or of any other type, is not a constant that anything may be made of.
/// </summary>
internal static class PlanConstantReader
{
    /// <summary>Decimal::MAX_WIDTH_INT64 in decimal.hpp: wider ones are stored, and written, as two halves.</summary>
    private const int WidestSingle = 18;

    public static PlanType ReadType(JsonElement type)
    {
        if (PlanJson.Text(type, "id") is not { } id || !type.TryGetProperty("type_info", out var info))
            return PlanType.Other;
        if (info.ValueKind == JsonValueKind.Null)
            return id is "DECIMAL" or "ENUM" ? PlanType.Other : new PlanType(id);
        // A name of its own (JSON is such a VARCHAR) or a collation may change what a comparison means.
        if (PlanJson.Text(info, "alias") is not "" || !PlanJson.IsEmpty(info, "extension_info"))
            return PlanType.Other;
        return id switch
        {
            "DECIMAL" when PlanJson.Index(info, "width") is { } width && PlanJson.Index(info, "scale") is { } scale =>
                new PlanType(id, width, scale),
            "ENUM" => new PlanType(id)
            {
                Labels = [.. PlanJson.Items(info, "values").Select(label => label.ToString())],
            },
            _ => PlanType.Other,
        };
    }

    /// <param name="value">With its type: {"type": …, "is_null": …, "value": …}.</param>
    /// <returns>Null when it cannot be read for certain.</returns>
    public static PlanConstant? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("type", out var typeElement))
            return null;
        var type = ReadType(typeElement);
        if (PlanJson.IsTrue(value, "is_null"))
            return new PlanConstant(type, null);
        return value.TryGetProperty("value", out var held) && ReadValue(type, held) is { } read
            ? new PlanConstant(type, read)
            : null;
    }

    private static object? ReadValue(PlanType type, JsonElement value) =>
        type.Id switch
        {
            "BOOLEAN" => value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            },
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" => ReadNumber(value),
            "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" => ReadNumber(value),
            "DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" => ReadNumber(value),
            "DECIMAL" => type.Width <= WidestSingle ? ReadNumber(value) : ReadHalves(value),
            "HUGEINT" or "UHUGEINT" => ReadHalves(value),
            "FLOAT" or "DOUBLE" => ReadFloat(value),
            "VARCHAR" => value.ValueKind == JsonValueKind.String ? value.GetString() : null,
            "BLOB" => value.ValueKind == JsonValueKind.String ? ReadBlob(value.GetString()!) : null,
            "UUID" => ReadHalves(value) is { } number ? ReadUuid(number) : null,
            "ENUM" => ReadNumber(value) is { } index && index.Sign >= 0 && index < type.Labels.Count ? index : null,
            _ => null,
        };

    private static BigInteger? ReadNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && BigInteger.TryParse(
            value.GetRawText(),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    // hugeint_t: the upper half with a sign (none for UHUGEINT), the lower without.
    private static BigInteger? ReadHalves(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("upper", out var upper)
        && value.TryGetProperty("lower", out var lower)
        && ReadNumber(upper) is { } high
        && ReadNumber(lower) is { } low
            ? (high << 64) + low
            : null;

    private static double? ReadFloat(JsonElement value) =>
        value.ValueKind switch
        {
            // The writer's fewest digits that give the double back; a FLOAT is written as the double that it equals.
            JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null,
            JsonValueKind.String => value.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => null,
            },
            _ => null,
        };

    /// <summary>Blob::ToString in blob.cpp: bytes as they are, or as \xHH; a backslash itself is written so too.</summary>
    private static byte[]? ReadBlob(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAscii(text[i]))
                return null;
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
                continue;
            }
            if (i + 3 >= text.Length || text[i + 1] != 'x')
                return null;
            if (
                !byte.TryParse(
                    text.AsSpan(i + 2, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var one
                )
            )
                return null;
            bytes.Add(one);
            i += 3;
        }
        return [.. bytes];
    }

    // Stored as a HUGEINT whose highest bit is turned (BaseUUID in uuid.hpp).
    private static Guid? ReadUuid(BigInteger number)
    {
        var turned = number + (BigInteger.One << 127);
        var bytes = turned.Sign < 0 ? [] : turned.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (turned.Sign < 0 || bytes.Length > 16)
            return null;
        Span<byte> all = stackalloc byte[16];
        bytes.CopyTo(all[(16 - bytes.Length)..]);
        return new Guid(all, bigEndian: true);
    }
}
