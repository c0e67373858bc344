using System.Globalization;
using System.Numerics;

namespace Pintail.Types;

/// <summary>
/// Which values Postgres' casts to a forced type refuse, or give what DuckDB cannot hold: predicates in Postgres' SQL over
/// the value before the cast, which therefore never fail themselves. A server's error names neither column nor row.
/// Limits of floats are where rounding to nearest ends: at half a step past the largest number, and at half of the
/// smallest (float4in_internal and float8in_internal in float.c refuse what becomes infinity or 0; so does dtof).
/// </summary>
internal static class CastLimits
{
    /// <summary>Bits of a significand, the largest exponent, and the exponent of the smallest number, in IEEE 754.</summary>
    private sealed record FloatShape(int Bits, int MaxExponent, int LeastExponent);

    private static readonly FloatShape Single = new(24, 127, -149);
    private static readonly FloatShape Double = new(53, 1023, -1074);

    /// <summary>Midnight before TimestampCodec's last timestamp.</summary>
    private const string LastDate = "294247-01-10";

    /// <summary>Null when the cast takes every value.</summary>
    public static Func<string, string>? Of(string source, string target) =>
        (source, target) switch
        {
            ("numeric", "float4") => value => OfNumeric(value, Single),
            ("numeric", "float8") => value => OfNumeric(value, Double),
            ("float8", "float4") => OfDouble,
            ("date", "timestamp" or "timestamptz") => value => $"({value} > '{LastDate}' AND {value} <> 'infinity')",
            _ => null,
        };

    /// <summary>A text that is not read as the type, or, when it is, one of what the predicate says. From PostgreSQL 16 on.</summary>
    /// <param name="type">In pg_catalog.</param>
    public static string OfText(string text, string type, string? otherwise)
    {
        var isNot = $"NOT pg_catalog.pg_input_is_valid({text}, 'pg_catalog.{type}')";
        return otherwise is null ? $"({isNot})" : $"CASE WHEN {isNot} THEN true ELSE {otherwise} END";
    }

    // Exact literals, as numerics are compared exactly. x − x is 0 for finite numbers alone.
    private static string OfNumeric(string value, FloatShape shape)
    {
        var tooLarge = BigInteger.Pow(2, shape.MaxExponent + 1) - BigInteger.Pow(2, shape.MaxExponent - shape.Bits);
        // 2^−n is 5^n × 10^−n.
        var exponent = 1 - shape.LeastExponent;
        var tooSmall = BigInteger.Pow(5, exponent);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"({value} - {value} = 0 AND (pg_catalog.abs({value}) >= {tooLarge} OR {value} <> 0 AND pg_catalog.abs({value}) <= {tooSmall}e-{exponent}))"
        );
    }

    // NaN is beyond all numbers in Postgres.
    private static string OfDouble(string value)
    {
        var tooLarge = Math.ScaleB(1, Single.MaxExponent + 1) - Math.ScaleB(1, Single.MaxExponent - Single.Bits);
        var tooSmall = Math.ScaleB(1, Single.LeastExponent - 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"(pg_catalog.abs({value}) BETWEEN '{tooLarge:R}' AND '{double.MaxValue:R}' OR pg_catalog.abs({value}) BETWEEN '{double.Epsilon:R}' AND '{tooSmall:R}')"
        );
    }
}
