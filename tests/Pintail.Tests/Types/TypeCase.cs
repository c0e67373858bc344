using System.Globalization;

namespace Pintail.Tests.Types;

/// <summary>
/// One type with edge values (Postgres literals, null for NULL) and how both sides are asked for comparable text: an
/// expression over column v for each, and where the two print the same value differently, one normalisation of text.
/// </summary>
internal sealed record TypeCase(string Type, string DuckDBType, params string?[] Values)
{
    /// <summary>SQL run before the table is made: CREATE TYPE, CREATE DOMAIN.</summary>
    public string Setup { get; init; } = "";
    public string PostgresText { get; init; } = "v";
    public string DuckDBText { get; init; } = "v";
    public Func<string, string> Normalize { get; init; } = text => text;

    public override string ToString() => Type;

    /// <summary>−0, NaN, Infinity and 1.0 are written in different ways; the bits are what counts.</summary>
    public static string DoubleBits(string text) =>
        BitConverter.DoubleToInt64Bits(double.Parse(Named(text), CultureInfo.InvariantCulture)).ToString("x16");

    public static string SingleBits(string text) =>
        BitConverter.SingleToInt32Bits(float.Parse(Named(text), CultureInfo.InvariantCulture)).ToString("x8");

    /// <summary>Years before our era: Postgres writes "0044-03-15 12:00:00 BC", DuckDB "0044-03-15 (BC) 12:00:00".</summary>
    public static string Era(string text) =>
        text.Contains("(BC)", StringComparison.Ordinal)
            ? text.Replace(" (BC)", "", StringComparison.Ordinal) + " BC"
            : text;

    /// <summary>DECIMAL(n,n) has no digit before the point, and DuckDB prints none.</summary>
    public static string LeadingZero(string text) =>
        text.StartsWith('.') ? "0" + text
        : text.StartsWith("-.", StringComparison.Ordinal) ? "-0" + text[1..]
        : text;

    private static string Named(string text) =>
        text.ToLowerInvariant() switch
        {
            "nan" => "NaN",
            "inf" or "infinity" => "Infinity",
            "-inf" or "-infinity" => "-Infinity",
            _ => text,
        };
}
