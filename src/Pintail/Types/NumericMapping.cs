using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>
/// numeric by its type modifier: DECIMAL where the declared precision and scale are ones DuckDB has, else text. Never a
/// floating-point type, which would round.
/// </summary>
internal static class NumericMapping
{
    /// <summary>DuckDB's Decimal::MAX_WIDTH_DECIMAL (decimal.hpp).</summary>
    internal const int MaxPrecision = 38;

    public static TypeMapping Resolve(int modifier)
    {
        if (IsDecimal(modifier))
        {
            var (width, fraction) = PrecisionAndScale(modifier);
            return Decimal(width, fraction);
        }
        if (modifier < 0)
            return Text("numeric without declared precision: mirrored as text, exact");
        var (precision, scale) = PrecisionAndScale(modifier);
        return Text(
            $"numeric({precision},{scale}) is outside DuckDB's DECIMAL (38 digits, scale within them): "
                + "mirrored as text, exact"
        );
    }

    /// <summary>The declared precision and scale are ones that DuckDB's DECIMAL has.</summary>
    internal static bool IsDecimal(int modifier)
    {
        var (precision, scale) = PrecisionAndScale(modifier);
        return modifier >= 0 && precision <= MaxPrecision && scale >= 0 && scale <= precision;
    }

    /// <summary>As numeric_out prints it, NaN and the infinities among it.</summary>
    internal static TypeMapping Text(string reason) =>
        TextMappings.Printed<NumericTextCodec>(reason) with
        {
            CreateCanonical = () => new NumericTextForm(),
        };

    /// <param name="askedFor">As in <see cref="DecimalType"/>.</param>
    internal static TypeMapping Decimal(int precision, int scale, string? askedFor = null)
    {
        var type = new DecimalType(precision, scale, askedFor);
        return new TypeMapping
        {
            DuckDBTypeSql = $"DECIMAL({precision},{scale})",
            CreateLogicalType = () => LogicalType.Decimal(precision, scale),
            CreateDecoder = name =>
                precision switch
                {
                    // The widths at which DuckDB changes the storage (PhysicalType of DECIMAL in types.cpp).
                    <= 4 => new DecimalDecoder<short>(name, type),
                    <= 9 => new DecimalDecoder<int>(name, type),
                    <= 18 => new DecimalDecoder<long>(name, type),
                    _ => new WideDecimalDecoder(name, type),
                },
            CreateEncoder = name =>
                precision switch
                {
                    <= 4 => new DecimalEncoder<short, NarrowStorage<short>>(name, scale),
                    <= 9 => new DecimalEncoder<int, NarrowStorage<int>>(name, scale),
                    <= 18 => new DecimalEncoder<long, NarrowStorage<long>>(name, scale),
                    _ => new DecimalEncoder<HugeInt, HugeStorage>(name, scale),
                },
            CreateCanonical = () => new NumericForm(),
            // Without digits before the point DuckDB prints none, not even 0.
            DuckDBText =
                precision > scale
                    ? ValueTexts.Cast
                    : value => $@"regexp_replace({ValueTexts.Cast(value)}, '^(-?)\.', '\10.')",
            // Only for finite values 0; 'Infinity' cannot be written down before version 14.
            Unrepresentable = value => $"({value} - {value} <> 0)",
        };
    }

    public static bool IsNumeric(PostgresType type)
    {
        while (type is { Kind: TypeKind.Domain, BaseType: { } baseType })
            type = baseType;
        return type is { Kind: TypeKind.Base, Schema: "pg_catalog", Name: "numeric" };
    }

    /// <summary>
    /// make_numeric_typmod in numeric.c: ((precision &lt;&lt; 16) | (scale &amp; 0x7ff)) + VARHDRSZ; the scale is an 11-bit
    /// signed number (negative ones from PostgreSQL 15 on).
    /// </summary>
    internal static (int Precision, int Scale) PrecisionAndScale(int modifier)
    {
        const int HeaderSize = 4;
        var packed = modifier - HeaderSize;
        return ((packed >> 16) & 0xffff, ((packed & 0x7ff) ^ 1024) - 1024);
    }
}
