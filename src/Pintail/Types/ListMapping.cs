using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>An array as LIST nested to its declared dimensions over the mapping of its element.</summary>
internal static class ListMapping
{
    /// <param name="delimiter">What array_out prints between elements (pg_type.typdelim).</param>
    /// <param name="hasFixedDimensions">
    /// As <see cref="TypeOptions.HasFixedDimensions"/>: a value of other dimensions is one that the type cannot hold.
    /// </param>
    public static TypeMapping Over(
        TypeMapping element,
        uint elementOid,
        int dimensions,
        char delimiter = ',',
        bool hasFixedDimensions = false
    ) =>
        element with
        {
            DuckDBTypeSql = element.DuckDBTypeSql + string.Concat(Enumerable.Repeat("[]", dimensions)),
            CreateLogicalType = () => Nest(element.CreateLogicalType(), dimensions),
            CreateDecoder = name => new ArrayDecoder(
                name,
                elementOid,
                dimensions,
                element.CreateDecoder(name),
                hasFixedDimensions
            ),
            CreateEncoder = name => new ArrayEncoder(name, elementOid, dimensions, element.CreateEncoder(name)),
            CreateCanonical = () => new ArrayForm(element.CreateCanonical?.Invoke()),
            PostgresText = value => ArrayTexts.Postgres(value, element, dimensions, delimiter),
            DuckDBText = element.DuckDBText is null ? null : value => ArrayTexts.DuckDB(value, element, dimensions),
            Unrepresentable = Unrepresentable(element, hasFixedDimensions ? dimensions : null),
            DropsLowerBounds = true,
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
            DropsLowerBounds = false,
            PostgresText = ValueTexts.Output,
            DuckDBText = value => $"array_to_string({value}, ' ')",
        };

    /// <summary>Postgres' SQL: the array has other dimensions; NULL for an empty one, which has none.</summary>
    public static string HasOtherDimensions(string array, int dimensions) =>
        string.Create(CultureInfo.InvariantCulture, $"pg_catalog.array_ndims({array}) <> {dimensions}");

    private static Func<string, string>? Unrepresentable(TypeMapping element, int? dimensions) =>
        (dimensions, element.Unrepresentable) switch
        {
            ({ } declared, { } predicate) => array =>
                $"({HasOtherDimensions(array, declared)} OR {ArrayTexts.AnyElement(array, predicate, element.Nesting)})",
            ({ } declared, null) => array => $"({HasOtherDimensions(array, declared)})",
            (null, { } predicate) => array => ArrayTexts.AnyElement(array, predicate, element.Nesting),
            _ => null,
        };

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
