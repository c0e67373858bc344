using Pintail.DuckDB;
using Pintail.Postgres;

namespace Pintail.Types;

/// <summary>How one source column is selected, transferred and stored. Immutable, shared by all threads of a run.</summary>
public sealed record ColumnMapping
{
    private readonly Func<string, ColumnDecoder> _createDecoder;

    internal ColumnMapping(Func<string, ColumnDecoder> createDecoder) => _createDecoder = createDecoder;

    public required Column Column { get; init; }

    /// <summary>The column in Postgres' SELECT list, quoted: <c>"a"</c> or <c>"a"::text</c>.</summary>
    public required string SelectSql { get; init; }

    /// <summary>The column's type in DuckDB's SQL: <c>DECIMAL(10,2)</c>, <c>ENUM('a', 'b')</c>, <c>INTEGER[][]</c>.</summary>
    public required string DuckDBTypeSql { get; init; }
    public required Fidelity Fidelity { get; init; }

    /// <summary>Why the fidelity is not exact, or what an exact one leaves out; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Makes the same type as <see cref="DuckDBTypeSql"/>; the caller owns it.</summary>
    public required Func<LogicalType> CreateLogicalType { get; init; }

    /// <summary>A decoder may own scratch memory: one per thread.</summary>
    public ColumnDecoder CreateDecoder() => _createDecoder(Column.Name);
}
