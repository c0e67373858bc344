using System.Globalization;

namespace Pintail.Types;

/// <summary>
/// Something about a column that only its data say: aggregates for one query over the table, and what their values mean.
/// </summary>
/// <param name="Aggregates">Postgres' SQL, made from the quoted column.</param>
/// <param name="Read">From the aggregates' values, null for NULL, into what is known.</param>
internal sealed record ColumnQuestion(
    Func<string, string[]> Aggregates,
    Func<ColumnProbe, IReadOnlyList<object?>, ColumnProbe> Read
)
{
    /// <summary>
    /// How many digits a numeric's finite values need. x − x is 0 for these alone, which also holds before version 14, where
    /// numeric had no infinity to write down. min_scale is NULL for the others.
    /// </summary>
    public static ColumnQuestion NumericDigits { get; } =
        new(
            value =>
                [
                    $"max(pg_catalog.min_scale({value}))",
                    $"""
                        CASE WHEN max(pg_catalog.abs({value})) FILTER (WHERE {value} - {value} = 0) < 1 THEN 0
                            ELSE pg_catalog.length(pg_catalog.trunc(max(pg_catalog.abs({value})) FILTER (WHERE {value} - {value} = 0))::pg_catalog.text)
                        END
                        """,
                    $"count(*) FILTER (WHERE {value} - {value} <> 0)",
                ],
            (probe, values) =>
                probe with
                {
                    FractionDigits = Int(values[0]) ?? 0,
                    IntegerDigits = Int(values[1]) ?? 0,
                    Unrepresentable = Convert.ToInt64(values[2], CultureInfo.InvariantCulture),
                }
        );

    /// <summary>How deep a column's arrays are: Postgres does not enforce what is declared.</summary>
    public static ColumnQuestion ArrayDimensions { get; } =
        new(
            value =>
                [
                    $"min(pg_catalog.array_ndims({value}))",
                    $"max(pg_catalog.array_ndims({value}))",
                    // array_dims prints [lower:upper] for each dimension.
                    $"bool_or(pg_catalog.array_dims({value}) ~ '\\[(?!1:)')",
                ],
            (probe, values) =>
                probe with
                {
                    FewestDimensions = Int(values[0]) ?? 0,
                    MostDimensions = Int(values[1]) ?? 0,
                    HasOtherLowerBounds = values[2] is true,
                }
        );

    /// <summary>How many rows hold a value that DuckDB's type cannot.</summary>
    public static ColumnQuestion Unrepresentable(Func<string, string> predicate) =>
        new(
            value => [$"count(*) FILTER (WHERE {predicate(value)})"],
            (probe, values) => probe with { Unrepresentable = Convert.ToInt64(values[0], CultureInfo.InvariantCulture) }
        );

    private static int? Int(object? value) =>
        value is null ? null : Convert.ToInt32(value, CultureInfo.InvariantCulture);
}
