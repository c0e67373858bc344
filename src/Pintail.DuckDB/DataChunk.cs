using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// Up to <see cref="Capacity"/> rows as one vector per column. A chunk that was created or fetched is owned and must be
/// disposed; one that a function is asked to fill or to read is lent for that call only, and unusable afterwards.
/// Vectors and the spans over them point into the chunk without keeping it alive: hold the chunk (in a using) for as long
/// as they are used. One thread at a time.
/// </summary>
public sealed class DataChunk : IDisposable
{
    private readonly DataChunkHandle? _owned;
    private nint _pointer;

    internal DataChunk(DataChunkHandle owned)
    {
        _owned = owned;
        _pointer = owned.DangerousGetHandle();
        ColumnCount = (int)NativeMethods.duckdb_data_chunk_get_column_count(_pointer);
    }

    private DataChunk() { }

    /// <summary>The most rows that a chunk holds (duckdb_vector_size): 2,048.</summary>
    public static int Capacity { get; } = (int)NativeMethods.duckdb_vector_size();

    public int ColumnCount { get; private set; }

    public int RowCount
    {
        get => (int)NativeMethods.duckdb_data_chunk_get_size(Pointer);
        set
        {
            if ((uint)value > (uint)Capacity)
            {
                throw new ArgumentOutOfRangeException(nameof(value), $"{value} rows: a chunk holds 0 to {Capacity}.");
            }

            NativeMethods.duckdb_data_chunk_set_size(Pointer, (ulong)value);
        }
    }

    public Vector this[int column] =>
        (uint)column < (uint)ColumnCount
            ? new Vector(NativeMethods.duckdb_data_chunk_get_vector(Pointer, (ulong)column))
            : throw new ArgumentOutOfRangeException(nameof(column), $"Column {column} of a chunk with {ColumnCount}.");

    internal nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer == 0, this);
            return _pointer;
        }
    }

    /// <summary>An empty chunk with a column for each type; the types stay the caller's.</summary>
    public static unsafe DataChunk Create(params ReadOnlySpan<LogicalType> types)
    {
        // SAFETY: the pointers are pinned for the call, and the types are reachable through the span until after it.
        fixed (nint* pointers = LogicalType.Pointers(types))
        {
            var handle = NativeMethods.duckdb_create_data_chunk(pointers, (ulong)types.Length);
            foreach (var type in types)
            {
                GC.KeepAlive(type);
            }

            if (handle.IsInvalid)
            {
                handle.Dispose();
                throw new ArgumentException("DuckDB makes no chunk of these types: ANY and INVALID are not allowed.");
            }

            return new DataChunk(handle);
        }
    }

    /// <summary>Back to no rows, nothing NULL, and no list elements. Spans and vectors taken before are void.</summary>
    public void Reset() => NativeMethods.duckdb_data_chunk_reset(Pointer);

    public void Dispose()
    {
        _pointer = 0;
        _owned?.Dispose();
    }

    /// <summary>One object for all calls of a function's thread; it points nowhere between them.</summary>
    internal static DataChunk ForLending() => new();

    internal void Lend(nint chunk)
    {
        _pointer = chunk;
        ColumnCount = (int)NativeMethods.duckdb_data_chunk_get_column_count(chunk);
    }

    internal void TakeBack() => _pointer = 0;
}
