namespace Pintail.DuckDB;

// For the control plane, where a few rows are read and clarity counts. The types are those of CellReader.
public sealed partial class DuckDBResult
{
    /// <summary>The first column of the first row; null when that is NULL or there is no row.</summary>
    public object? Scalar()
    {
        foreach (var row in Rows())
        {
            return row[0];
        }

        return null;
    }

    /// <summary>The rows that were not fetched yet, each in an array of its own.</summary>
    public IEnumerable<object?[]> Rows()
    {
        using var cells = new RowReader(this);
        while (TryFetch(out var chunk))
        {
            using (chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    yield return cells.Read(chunk, row);
                }
            }
        }
    }
}
