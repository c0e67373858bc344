using System.Globalization;

namespace Pintail.Session;

/// <summary>One place in a statement where an attached relation is read, as DuckDB planned it.</summary>
/// <param name="Ordinal">From 0 on, in the order of binding, which is the same whenever the same statement is planned.</param>
internal sealed record BoundScan(StatementScope Scope, int Ordinal, AttachedRelation Relation)
{
    /// <summary>Where a relation is planned for no statement.</summary>
    public const string UnusedMarker = "pintail scan";

    private const string MarkerPrefix = $"{UnusedMarker} ";

    /// <summary>
    /// The name of a column that no query asks for: by it this scan is found again in a plan. It comes first, as DuckDB
    /// asks for the first column where it wants none.
    /// </summary>
    public string MarkerColumn => string.Create(CultureInfo.InvariantCulture, $"{MarkerPrefix}{Ordinal}");

    /// <summary>Whose marker a column is, by its name; null when it is none.</summary>
    public static int? OrdinalOf(string? column) =>
        column?.StartsWith(MarkerPrefix, StringComparison.Ordinal) == true
        && int.TryParse(
            column.AsSpan(MarkerPrefix.Length),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var ordinal
        )
            ? ordinal
            : null;
}
