namespace Pintail.DuckDB;

/// <summary>Whole rows as objects; keeps the columns' types for as long as a result is read.</summary>
public sealed class RowReader(DuckDBResult result) : IDisposable
{
    private readonly LogicalType[] _types = [.. Enumerable.Range(0, result.ColumnCount).Select(result.ColumnType)];

    /// <summary>Values as <see cref="DuckDBResult.Rows"/> gives them.</summary>
    public object?[] Read(DataChunk chunk, int row)
    {
        var values = new object?[_types.Length];
        for (var column = 0; column < values.Length; column++)
        {
            values[column] = CellReader.Read(chunk[column], _types[column], row);
        }

        return values;
    }

    public void Dispose()
    {
        foreach (var type in _types)
        {
            type.Dispose();
        }
    }
}
