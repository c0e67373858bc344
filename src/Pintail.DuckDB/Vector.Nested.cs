using System.Diagnostics;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

// Lists, structs and arrays. A LIST (and a MAP, which is a list of structs with key and value) holds an entry per row and
// one child vector with the elements of all rows one after the other; a STRUCT has a child per field with the same rows;
// an ARRAY of n has one child with n elements per row.
public readonly unsafe partial struct Vector
{
    public Span<ListEntry> ListEntries(int count) => Data<ListEntry>(count);

    public Vector ListChild => new(NativeMethods.duckdb_list_vector_get_child(_vector));

    public Vector ArrayChild => new(NativeMethods.duckdb_array_vector_get_child(_vector));

    /// <summary>How many elements the child holds. Set it when all are written, after <see cref="ListReserve"/>.</summary>
    public int ListSize
    {
        get => checked((int)NativeMethods.duckdb_list_vector_get_size(_vector));
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ThrowIfFailed(NativeMethods.duckdb_list_vector_set_size(_vector, (ulong)value), "ListSize");
        }
    }

    public Vector StructChild(int index) => new(NativeMethods.duckdb_struct_vector_get_child(_vector, (ulong)index));

    /// <summary>Makes room for that many elements in all. Spans over the child that were taken before are void.</summary>
    public void ListReserve(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ThrowIfFailed(NativeMethods.duckdb_list_vector_reserve(_vector, (ulong)capacity), "ListReserve");
    }

    private static void ThrowIfFailed(DuckDBState state, string doing)
    {
        if (state != DuckDBState.Success)
        {
            throw new InvalidOperationException(
                $"{doing} failed: the vector is no LIST or MAP. Check the column's type."
            );
        }
    }

    /// <summary>A value of the wrong size would write over other memory, so tests run with this check.</summary>
    [Conditional("DEBUG")]
    private void CheckSize(int size)
    {
        var type = NativeMethods.OwnedColumnType(_vector);
        var id = NativeMethods.duckdb_get_type_id(type);
        var expected = id switch
        {
            DuckDBType.Decimal => SizeOf(NativeMethods.duckdb_decimal_internal_type(type)),
            DuckDBType.Enum => SizeOf(NativeMethods.duckdb_enum_internal_type(type)),
            _ => SizeOf(id),
        };
        NativeMethods.duckdb_destroy_logical_type(ref type);
        if (size != expected)
        {
            throw new InvalidOperationException(
                $"Values of {size} bytes in a {id} vector, whose values have {expected}."
            );
        }
    }

    private static int SizeOf(DuckDBType id) =>
        id switch
        {
            DuckDBType.Boolean or DuckDBType.TinyInt or DuckDBType.UTinyInt => 1,
            DuckDBType.SmallInt or DuckDBType.USmallInt => 2,
            DuckDBType.Integer or DuckDBType.UInteger or DuckDBType.Float or DuckDBType.Date => 4,
            DuckDBType.Interval or DuckDBType.HugeInt or DuckDBType.UHugeInt or DuckDBType.Uuid => 16,
            DuckDBType.Varchar or DuckDBType.Blob or DuckDBType.Bit or DuckDBType.Bignum or DuckDBType.Geometry => 16,
            DuckDBType.List or DuckDBType.Map => 16,
            DuckDBType.Struct or DuckDBType.Array or DuckDBType.Union or DuckDBType.Variant => 0,
            _ => 8,
        };
}
