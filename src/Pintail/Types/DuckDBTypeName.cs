using System.Globalization;
using System.Text.RegularExpressions;

namespace Pintail.Types;

/// <summary>DuckDB's names of types without parts, and of DECIMAL, in the one way in which the type table writes them.</summary>
internal static partial class DuckDBTypeName
{
    /// <summary>What DECIMAL alone means (Decimal::DEFAULT_WIDTH_DECIMAL and DEFAULT_SCALE_DECIMAL in decimal.hpp).</summary>
    private const string DefaultDecimal = "DECIMAL(18,3)";

    /// <summary>DuckDB's aliases (types.cpp, BUILTIN_TYPES) that people know.</summary>
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["TEXT"] = "VARCHAR",
        ["STRING"] = "VARCHAR",
        ["CHAR"] = "VARCHAR",
        ["BPCHAR"] = "VARCHAR",
        ["INT1"] = "TINYINT",
        ["INT2"] = "SMALLINT",
        ["SHORT"] = "SMALLINT",
        ["INT4"] = "INTEGER",
        ["INT"] = "INTEGER",
        ["SIGNED"] = "INTEGER",
        ["INT8"] = "BIGINT",
        ["LONG"] = "BIGINT",
        ["INT128"] = "HUGEINT",
        ["UINT8"] = "UTINYINT",
        ["UINT16"] = "USMALLINT",
        ["UINT32"] = "UINTEGER",
        ["UINT64"] = "UBIGINT",
        ["FLOAT4"] = "FLOAT",
        ["REAL"] = "FLOAT",
        ["FLOAT8"] = "DOUBLE",
        ["DOUBLE PRECISION"] = "DOUBLE",
        ["BOOL"] = "BOOLEAN",
        ["LOGICAL"] = "BOOLEAN",
        ["BYTEA"] = "BLOB",
        ["BINARY"] = "BLOB",
        ["VARBINARY"] = "BLOB",
        ["DATETIME"] = "TIMESTAMP",
        ["TIMESTAMP WITH TIME ZONE"] = "TIMESTAMPTZ",
        ["TIMESTAMP WITHOUT TIME ZONE"] = "TIMESTAMP",
        ["TIME WITH TIME ZONE"] = "TIMETZ",
        ["TIME WITHOUT TIME ZONE"] = "TIME",
        ["DECIMAL"] = DefaultDecimal,
        ["NUMERIC"] = DefaultDecimal,
        ["DEC"] = DefaultDecimal,
    };

    public static string Normalize(string name)
    {
        var words = string.Join(
            ' ',
            name.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return TryDecimal(words, out var precision, out var scale)
            ? $"DECIMAL({precision},{scale})"
            : Aliases.GetValueOrDefault(words, words);
    }

    /// <summary>DECIMAL(p) or DECIMAL(p,s) as DuckDB has them.</summary>
    public static bool TryDecimal(string name, out int precision, out int scale)
    {
        precision = scale = 0;
        var match = DecimalName().Match(name);
        if (!match.Success)
            return false;
        precision = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        scale = match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return precision is >= 1 and <= NumericMapping.MaxPrecision && scale <= precision;
    }

    [GeneratedRegex(@"^(?:DECIMAL|NUMERIC|DEC) ?\( ?(\d{1,3}) ?(?:, ?(\d{1,3}) ?)?\)$")]
    private static partial Regex DecimalName();
}
