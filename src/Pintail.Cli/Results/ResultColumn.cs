using Pintail.DuckDB;

namespace Pintail.Cli.Results;

/// <summary>What a writer has to know of a column.</summary>
/// <param name="DecimalWidth">Digits of a DECIMAL; 0 for other types.</param>
/// <param name="IsJson">DuckDB's type JSON, a VARCHAR by another name.</param>
internal sealed record ResultColumn(string Name, DuckDBType Type, int DecimalWidth = 0, bool IsJson = false)
{
    /// <summary>Its values stand at the right.</summary>
    public bool IsNumber =>
        Type
            is DuckDBType.TinyInt
                or DuckDBType.SmallInt
                or DuckDBType.Integer
                or DuckDBType.BigInt
                or DuckDBType.HugeInt
                or DuckDBType.UTinyInt
                or DuckDBType.USmallInt
                or DuckDBType.UInteger
                or DuckDBType.UBigInt
                or DuckDBType.UHugeInt
                or DuckDBType.Float
                or DuckDBType.Double
                or DuckDBType.Decimal;
}
