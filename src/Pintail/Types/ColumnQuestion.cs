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
    /// <summary>A copy that assumes the common answer fails where it is another, so that it need not be asked before.</summary>
    public bool IsMetByCopy { get; private init; }

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
                            ELSE pg_catalog.length(pg_catalog.concat(pg_catalog.trunc(max(pg_catalog.abs({value})) FILTER (WHERE {value} - {value} = 0))))
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

    /// <summary>
    /// Whether arrays have other dimensions than declared, which Postgres does not enforce.
    /// </summary>
    public static ColumnQuestion OtherDimensions(int declared) =>
        new(
            value =>
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"bool_or(pg_catalog.array_ndims({value}) <> {declared})"
                    ),
                ],
            (probe, values) => probe with { HasOtherDimensions = values[0] is true }
        )
        {
            IsMetByCopy = true,
        };

    /// <summary>How deep arrays are where the catalog does not say it.</summary>
    public static ColumnQuestion Dimensions { get; } =
        new(
            value => [$"min(pg_catalog.array_ndims({value}))", $"max(pg_catalog.array_ndims({value}))"],
            (probe, values) =>
                probe with
                {
                    FewestDimensions = Int(values[0]) ?? 0,
                    MostDimensions = Int(values[1]) ?? 0,
                }
        )
        {
            IsMetByCopy = true,
        };

    /// <summary>Whether arrays have lower bounds that are not kept: array_dims prints [lower:upper] for each dimension.</summary>
    public static ColumnQuestion LowerBounds { get; } =
        new(
            value => [$"bool_or(pg_catalog.array_dims({value}) ~ '\\[(?!1:)')"],
            (probe, values) => probe with { HasOtherLowerBounds = values[0] is true }
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
