using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>A Postgres type (with its modifier) as DuckDB gets it, not yet bound to a column.</summary>
internal sealed record TypeMapping(
    string DuckDBTypeSql,
    Func<LogicalType> CreateLogicalType,
    Func<string, ColumnDecoder> CreateDecoder
)
{
    public Fidelity Fidelity { get; init; } = Fidelity.Exact;
    public string? Reason { get; init; }

    /// <summary>The Postgres type to cast to in the SELECT list, such as text; null when the column is read as it is.</summary>
    public string? Cast { get; init; }
}
