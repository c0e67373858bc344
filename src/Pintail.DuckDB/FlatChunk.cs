using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// A chunk whose nested columns are copies that are flat all the way down; its other columns are those of the original.
/// DuckDB flattens a scalar function's arguments at the top only (Vector::Flatten of 1.5 leaves a flat vector as it is):
/// a STRUCT's child may still be a constant or a dictionary, as a scan of compressed storage makes it, and a LIST's child
/// may hold elements of rows that a filter took away, or be shared by all rows. The C API has no way to ask a vector what
/// it is, and reading such a child as a flat one reads wrong values or foreign memory. DuckDB's own copy resolves it.
/// </summary>
internal sealed class FlatChunk : IDisposable
{
    private readonly DataChunk _chunk;
    private readonly bool[] _copies;
    private readonly SelectionVectorHandle _allRows;

    private FlatChunk(DataChunk chunk, bool[] copies)
    {
        _chunk = chunk;
        _copies = copies;
        _allRows = AllRows();
    }

    /// <summary>Null when no column is nested: a lent chunk is flat then.</summary>
    internal static FlatChunk? IfNeeded(DataChunk lent)
    {
        var types = new LogicalType[lent.ColumnCount];
        try
        {
            for (var column = 0; column < types.Length; column++)
            {
                types[column] = lent[column].LogicalType();
            }

            var copies = Array.ConvertAll(types, static type => IsNested(type.Id));
            return copies.Contains(true) ? new FlatChunk(DataChunk.Create(types), copies) : null;
        }
        finally
        {
            Array.ForEach(types, static type => type?.Dispose());
        }
    }

    internal DataChunk Take(DataChunk lent)
    {
        var rows = lent.RowCount;
        for (var column = 0; column < _copies.Length; column++)
        {
            if (_copies[column])
            {
                _chunk[column].CopyFrom(lent[column], _allRows, rows);
            }
            else
            {
                _chunk[column].Reference(lent[column]);
            }
        }

        _chunk.RowCount = rows;
        return _chunk;
    }

    /// <summary>Forgets the original's columns and empties the copies.</summary>
    internal void LetGo() => _chunk.Reset();

    public void Dispose()
    {
        _chunk.Dispose();
        _allRows.Dispose();
    }

    private static bool IsNested(DuckDBType id) =>
        id
            is DuckDBType.List
                or DuckDBType.Map
                or DuckDBType.Struct
                or DuckDBType.Array
                or DuckDBType.Union
                or DuckDBType.Variant;

    private static unsafe SelectionVectorHandle AllRows()
    {
        var selection = NativeMethods.duckdb_create_selection_vector((ulong)DataChunk.Capacity);
        // SAFETY: a selection vector has room for the rows that it was made for.
        var rows = new Span<uint>(NativeMethods.duckdb_selection_vector_get_data_ptr(selection), DataChunk.Capacity);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = (uint)row;
        }

        return selection;
    }
}
