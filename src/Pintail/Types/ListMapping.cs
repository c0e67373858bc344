using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>An array as LIST nested to its declared dimensions over the mapping of its element.</summary>
internal static class ListMapping
{
    /// <param name="delimiter">What array_out prints between elements (pg_type.typdelim).</param>
    public static TypeMapping Over(TypeMapping element, uint elementOid, int dimensions, char delimiter = ',') =>
        element with
        {
            DuckDBTypeSql = element.DuckDBTypeSql + string.Concat(Enumerable.Repeat("[]", dimensions)),
            CreateLogicalType = () => Nest(element.CreateLogicalType(), dimensions),
            CreateDecoder = name => new ArrayDecoder(name, elementOid, dimensions, element.CreateDecoder(name)),
            CreateEncoder = name => new ArrayEncoder(name, elementOid, dimensions, element.CreateEncoder(name)),
            CreateCanonical = () => new ArrayForm(element.CreateCanonical?.Invoke()),
            Reason = Join(element.Reason),
            PostgresText = value => ArrayTexts.Postgres(value, element, dimensions, delimiter),
            DuckDBText = element.DuckDBText is null ? null : value => ArrayTexts.DuckDB(value, element, dimensions),
            Unrepresentable = element.Unrepresentable is { } predicate
                ? value => ArrayTexts.AnyElement(value, predicate, element.Nesting)
                : null,
            Nesting = element.Nesting + dimensions,
        };

    /// <summary>
    /// int2vector and oidvector: arrays to the send function, but counted from 0 (int2vectorrecv in int.c insists) and
    /// printed with blanks between.
    /// </summary>
    public static TypeMapping Vector(TypeMapping element, uint elementOid) =>
        Over(element, elementOid, 1) with
        {
            CreateEncoder = name => new ArrayEncoder(name, elementOid, 1, element.CreateEncoder(name), lowerBound: 0),
            Reason = element.Reason,
            PostgresText = ValueTexts.Output,
            DuckDBText = value => $"array_to_string({value}, ' ')",
        };

    private const string LowerBounds = "array lower bounds are not kept";

    private static string Join(string? reason) =>
        reason is null ? LowerBounds
        : reason.EndsWith(LowerBounds, StringComparison.Ordinal) ? reason
        : $"{reason}; {LowerBounds}";

    private static LogicalType Nest(LogicalType type, int dimensions)
    {
        for (var i = 0; i < dimensions; i++)
        {
            using var inner = type;
            type = LogicalType.List(inner);
        }
        return type;
    }
}
