namespace Pintail.SqlLogic.Databases;

/// <summary>A result as the format compares it.</summary>
/// <param name="ColumnTypes">SQL names of the types, DECIMAL(18,3) with its parts; of nested ones the outermost only.</param>
/// <param name="Rows">DuckDB's cast to VARCHAR of each value, NULL as null. BOOLEAN is 1 and 0.</param>
internal sealed record LogicResult(
    IReadOnlyList<string> ColumnNames,
    IReadOnlyList<string> ColumnTypes,
    IReadOnlyList<string?[]> Rows
);
