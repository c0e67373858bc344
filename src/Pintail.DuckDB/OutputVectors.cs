using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// Gives the vectors that a function is about to fill memory that does not count against memory_limit. DuckDB's own would
/// take texts and list elements from what is limited, and the C functions that write them let the exception of a full
/// limit through (duckdb_unsafe_vector_assign_string_element_len, duckdb_list_vector_reserve): an exception that meets
/// C# on its way ends the process. What is filled here is at most a chunk, for as long as DuckDB refers to it; what DuckDB
/// makes of it is counted, and refused with an error, as ever. One thread.
/// </summary>
internal sealed class OutputVectors : IDisposable
{
    /// <summary>Per column; null where the slots hold the whole value. Null until the first call.</summary>
    private LogicalType?[]? _types;

    /// <summary>The chunk's columns are the same in each call.</summary>
    public void Renew(DataChunk chunk)
    {
        _types ??= [.. Enumerable.Range(0, chunk.ColumnCount).Select(i => TypeToRenew(chunk[i]))];
        for (var i = 0; i < _types.Length; i++)
        {
            if (_types[i] is { } type)
                Renew(type, chunk[i]);
        }
    }

    /// <summary>The vector's type is the same in each call.</summary>
    public void Renew(Vector vector)
    {
        _types ??= [TypeToRenew(vector)];
        if (_types[0] is { } type)
            Renew(type, vector);
    }

    public void Dispose()
    {
        foreach (var type in _types ?? [])
            type?.Dispose();
    }

    private static void Renew(LogicalType type, Vector vector)
    {
        var own = NativeMethods.duckdb_create_vector(type.Handle, (ulong)DataChunk.Capacity);
        if (own == 0)
            throw new InsufficientMemoryException("There is no memory for a chunk of rows.");
        vector.Share(new Vector(own));
        // The vector lives on behind the one that shares it.
        NativeMethods.duckdb_destroy_vector(ref own);
    }

    private static LogicalType? TypeToRenew(Vector vector)
    {
        var type = vector.LogicalType();
        if (!HoldsWholeValue(type.Id))
            return type;
        type.Dispose();
        return null;
    }

    private static bool HoldsWholeValue(DuckDBType id) =>
        id
            is not (
                DuckDBType.Varchar
                or DuckDBType.Blob
                or DuckDBType.Bit
                or DuckDBType.Bignum
                or DuckDBType.Geometry
                or DuckDBType.Variant
                or DuckDBType.List
                or DuckDBType.Map
                or DuckDBType.Struct
                or DuckDBType.Union
                or DuckDBType.Array
            );
}
