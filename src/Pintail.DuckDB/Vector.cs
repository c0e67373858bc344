using System.Text;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// A borrowed view on one column of a chunk (or on a child of such a column), valid as long as its chunk. Nothing here is
/// checked against the column's type in Release: a codec is chosen once per column, and must know what it writes. Debug
/// builds check the size of the values.
/// </summary>
public readonly unsafe partial struct Vector
{
    // SAFETY: of every dereference below: the vector's memory belongs to its chunk, which the caller holds, and rows are
    // below the count that it was made for. Rows are not checked here; the spans check theirs.
    private readonly nint _vector;

    internal Vector(nint vector)
    {
        _vector = vector;
    }

    /// <summary>The values themselves, one per row: bool, integers, float, double, <see cref="HugeInt"/>, <see cref="Interval"/>,
    /// <see cref="ListEntry"/>. NULL rows hold anything.</summary>
    public Span<T> Data<T>(int count)
        where T : unmanaged
    {
        CheckSize(sizeof(T));
        // SAFETY: the vector has room for its chunk's capacity, a list's child for what ListReserve asked for.
        return new Span<T>(NativeMethods.duckdb_vector_get_data(_vector), count);
    }

    /// <summary>One bit per row, 1 for a value and 0 for NULL; empty when no row is NULL.</summary>
    public ReadOnlySpan<ulong> Validity(int count)
    {
        var words = NativeMethods.duckdb_vector_get_validity(_vector);
        return words == null ? default : new ReadOnlySpan<ulong>(words, (count + 63) >> 6);
    }

    public bool IsValid(int row)
    {
        var words = NativeMethods.duckdb_vector_get_validity(_vector);
        return words == null || ((words[row >> 6] >> row) & 1) != 0;
    }

    /// <summary>For a NULL now and then. Writing a whole column's NULLs goes through <see cref="WritableValidity"/>.</summary>
    public void SetNull(int row) => ValidityWords()[row >> 6] &= ~(1UL << row);

    /// <summary>The bits to write, all 1 unless written before: (count + 63) / 64 words.</summary>
    public Span<ulong> WritableValidity(int count) => new(ValidityWords(), (count + 63) >> 6);

    /// <summary>Writes VARCHAR, BLOB, BIT or JSON values.</summary>
    public StringVectorWriter Strings(int count)
    {
        CheckSize(sizeof(StringSlot));
        return new StringVectorWriter(_vector, (StringSlot*)NativeMethods.duckdb_vector_get_data(_vector), count);
    }

    /// <summary>The bytes of a VARCHAR, BLOB, BIT or JSON value, inside the chunk. Not for a NULL row.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        CheckSize(sizeof(StringSlot));
        // SAFETY: a slot says itself where its bytes are; both places live as long as the chunk.
        var slot = (StringSlot*)NativeMethods.duckdb_vector_get_data(_vector) + row;
        var length = (int)(uint)slot->LengthAndPrefix;
        return length <= StringSlot.InlineLength
            ? new ReadOnlySpan<byte>((byte*)slot + sizeof(uint), length)
            : new ReadOnlySpan<byte>((void*)slot->RestOrPointer, length);
    }

    /// <summary>What the VARCHAR, BLOB, BIT or JSON values of all rows that are not NULL take together, in bytes.</summary>
    public long TotalBytes(int count)
    {
        CheckSize(sizeof(StringSlot));
        // SAFETY: as for Data and Validity; rows are below the count.
        var slots = (StringSlot*)NativeMethods.duckdb_vector_get_data(_vector);
        var words = NativeMethods.duckdb_vector_get_validity(_vector);
        var total = 0L;
        for (var row = 0; row < count; row++)
        {
            if (words == null || ((words[row >> 6] >> row) & 1) != 0)
                total += (uint)slots[row].LengthAndPrefix;
        }
        return total;
    }

    /// <summary>Copies those values, one after the other.</summary>
    /// <param name="target">At least <see cref="TotalBytes"/>, and <see cref="CopySlack"/> behind.</param>
    /// <param name="lengths">One per row; −1 for NULL.</param>
    public void CopyBytes(Span<byte> target, Span<int> lengths)
    {
        CheckSize(sizeof(StringSlot));
        var slots = (StringSlot*)NativeMethods.duckdb_vector_get_data(_vector);
        var words = NativeMethods.duckdb_vector_get_validity(_vector);
        for (var row = 0; row < lengths.Length; row++)
        {
            if (words != null && ((words[row >> 6] >> row) & 1) == 0)
            {
                lengths[row] = -1;
                continue;
            }
            // SAFETY: as in Bytes. Twelve bytes are written whatever a short value's length, which is why there is slack;
            // the span's own checks hold that it is there.
            var slot = slots + row;
            var length = (int)(uint)slot->LengthAndPrefix;
            if (length <= StringSlot.InlineLength)
                new ReadOnlySpan<byte>((byte*)slot + sizeof(uint), StringSlot.InlineLength).CopyTo(target);
            else
                new ReadOnlySpan<byte>((void*)slot->RestOrPointer, length).CopyTo(target);
            lengths[row] = length;
            target = target[length..];
        }
    }

    /// <summary>Room behind the last value that <see cref="CopyBytes"/> may write to.</summary>
    public const int CopySlack = StringSlot.InlineLength;

    public string Text(int row) => Encoding.UTF8.GetString(Bytes(row));

    /// <summary>Takes the other vector's values as its own, without a copy: both hold the same memory afterwards. The types
    /// must be the same.</summary>
    public void Share(Vector source) => NativeMethods.duckdb_vector_reference_vector(_vector, source._vector);

    /// <summary>The type of this column, owned by the caller.</summary>
    public LogicalType LogicalType() => new(NativeMethods.duckdb_vector_get_column_type(_vector), "of a vector");

    private ulong* ValidityWords()
    {
        var words = NativeMethods.duckdb_vector_get_validity(_vector);
        return words != null ? words : MakeValidityWritable();
    }

    private ulong* MakeValidityWritable()
    {
        NativeMethods.duckdb_vector_ensure_validity_writable(_vector);
        return NativeMethods.duckdb_vector_get_validity(_vector);
    }
}
