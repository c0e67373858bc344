namespace Pintail.Types;

/// <summary>What the rows of a snapshot showed about one column; null where it was not asked.</summary>
internal sealed record ColumnProbe
{
    /// <summary>Rows whose value the DuckDB type cannot hold.</summary>
    public long? Unrepresentable { get; init; }

    /// <summary>Of a numeric: digits that its finite values need behind the point, and before it; 0 without any value.</summary>
    public int? FractionDigits { get; init; }

    /// <inheritdoc cref="FractionDigits"/>
    public int? IntegerDigits { get; init; }

    /// <summary>Of an array: some value has other dimensions than declared.</summary>
    public bool? HasOtherDimensions { get; init; }

    /// <summary>Of an array whose dimensions the catalog does not say: the fewest and the most dimensions of its values that are not empty; 0 without any.</summary>
    public int? FewestDimensions { get; init; }

    /// <inheritdoc cref="FewestDimensions"/>
    public int? MostDimensions { get; init; }

    /// <summary>Some array's lower bound is not 1, which DuckDB's lists do not keep.</summary>
    public bool? HasOtherLowerBounds { get; init; }
}
