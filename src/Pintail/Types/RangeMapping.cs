using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>Ranges, built-in and user-defined, as STRUCT over the mapping of their subtype; multiranges as LIST of that.</summary>
internal static class RangeMapping
{
    public static TypeMapping Resolve(PostgresType type, TypeOptions options)
    {
        if (type.RangeSubtype is not { } subtype)
            return AsText(type, "contains itself", options);
        // A range has no modifier, and neither has its subtype.
        var bound = TypeTable.Resolve(subtype, -1, 0, options with { HasFixedDimensions = true });
        if (bound.ReadSql is not null)
            return AsText(type, $"has bounds of {subtype.DisplayName} ({bound.Reason})", options);
        var range = Struct(bound);
        return type.Kind == TypeKind.Multirange ? List(range) : range;
    }

    private static TypeMapping Struct(TypeMapping bound) =>
        bound with
        {
            DuckDBTypeSql =
                $"STRUCT({string.Join(", ", RangeFormat.Names.Select((name, i) => $"\"{name}\" {(i < RangeFormat.Bounds ? bound.DuckDBTypeSql : "BOOLEAN")}"))})",
            CreateLogicalType = () =>
                StructTypes.Create(
                    RangeFormat.Names.Select(
                        (name, i) =>
                            (
                                name,
                                i < RangeFormat.Bounds ? bound.CreateLogicalType() : LogicalType.Of(DuckDBType.Boolean)
                            )
                    )
                ),
            CreateDecoder = name => new RangeDecoder(name, bound.CreateDecoder(name)),
            CreateEncoder = name => new RangeEncoder(name, bound.CreateEncoder(name)),
            CreateCanonical = () => new RangeForm(bound.CreateCanonical?.Invoke(), RangeFormat.FlagsBytes),
            PostgresText = ValueTexts.Output,
            DuckDBText = HasText(bound) ? value => RangeTexts.DuckDB(value, bound) : null,
            Unrepresentable = bound.Unrepresentable is { } predicate
                ? value => $"({predicate($"pg_catalog.lower({value})")}) OR ({predicate($"pg_catalog.upper({value})")})"
                : null,
            DropsLowerBounds = false,
            Nesting = bound.Nesting + 1,
        };

    private static TypeMapping List(TypeMapping range) =>
        range with
        {
            DuckDBTypeSql = range.DuckDBTypeSql + "[]",
            CreateLogicalType = () =>
            {
                using var element = range.CreateLogicalType();
                return LogicalType.List(element);
            },
            CreateDecoder = name => new MultirangeDecoder(name, range.CreateDecoder(name)),
            CreateEncoder = name => new MultirangeEncoder(name, range.CreateEncoder(name)),
            CreateCanonical = () => new RangeForm(range.CreateCanonical?.Invoke(), RangeFormat.CountBytes),
            DuckDBText = range.DuckDBText is null ? null : value => RangeTexts.DuckDBMultirange(value, range),
            Unrepresentable = range.Unrepresentable is { } predicate
                ? value => ArrayTexts.AnyElement(value, predicate, range.Nesting)
                : null,
            Nesting = range.Nesting + 1,
        };

    /// <summary>Postgres prints a range's bounds only as their output function does.</summary>
    private static bool HasText(TypeMapping bound) =>
        bound.DuckDBText is not null && bound.PostgresText == ValueTexts.Output;

    private static TypeMapping AsText(PostgresType type, string what, TypeOptions options) =>
        TextMappings.Output(
            options,
            $"{(type.Kind == TypeKind.Range ? "range" : "multirange")} type {type.DisplayName} {what}: "
                + "mirrored as the text Postgres prints"
        );
}
