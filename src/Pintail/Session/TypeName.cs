using Pintail.DuckDB;

namespace Pintail.Session;

/// <summary>What a result's types are called, and what their texts depend on.</summary>
public static class TypeName
{
    /// <summary>The SQL name, DECIMAL(18,3) with its parts; of a nested type the outermost only.</summary>
    public static string Of(LogicalType type) =>
        type.Id == DuckDBType.Decimal
            ? $"DECIMAL({type.DecimalWidth},{type.DecimalScale})"
            : type.Id.ToString().ToUpperInvariant();

    /// <summary>Whether the text of its values depends on the session's TimeZone and Calendar.</summary>
    public static bool HasZone(LogicalType type)
    {
        switch (type.Id)
        {
            case DuckDBType.TimestampTz:
                return true;
            case DuckDBType.List:
                using (var child = type.ListChild())
                    return HasZone(child);
            case DuckDBType.Array:
                using (var child = type.ArrayChild())
                    return HasZone(child);
            case DuckDBType.Map:
                using (var key = type.MapKey())
                using (var value = type.MapValue())
                    return HasZone(key) || HasZone(value);
            case DuckDBType.Struct:
                return Enumerable.Range(0, type.StructCount).Any(index => FieldHasZone(type, index));
            // The C API does not tell their parts.
            case DuckDBType.Union or DuckDBType.Variant:
                return true;
            default:
                return false;
        }
    }

    private static bool FieldHasZone(LogicalType type, int index)
    {
        using var child = type.StructChild(index);
        return HasZone(child);
    }
}
