using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pintail.DuckDB.Native;

namespace Pintail.DuckDB;

/// <summary>
/// Writes texts and blobs into a vector. Up to 12 bytes go into the 16-byte slot itself (see <see cref="StringSlot"/>) by
/// two stores, without a native call; longer ones are copied by DuckDB into the vector's own memory.
/// VARCHAR must be valid UTF-8: DuckDB does not look at it here. Assumes a little-endian machine, as DuckDB's formats do.
/// </summary>
public readonly unsafe ref struct StringVectorWriter
{
    // A call without GC transition holds up a collection for its time. A copy of this size takes a few microseconds.
    private const int LongestWithoutTransition = 32 * 1024;

    private readonly nint _vector;
    private readonly Span<StringSlot> _slots;

    internal StringVectorWriter(nint vector, StringSlot* slots, int count)
    {
        _vector = vector;
        _slots = new Span<StringSlot>(slots, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int row, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= StringSlot.InlineLength)
        {
            Pack(ref MemoryMarshal.GetReference(bytes), bytes.Length, ref _slots[row]);
        }
        else
        {
            SetLong(row, bytes);
        }
    }

    /// <summary>Reads the bytes in overlapping pieces of 8, 4 or 1, so that neither a loop nor a byte past the end is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pack(ref byte bytes, int length, ref StringSlot slot)
    {
        ulong low = (uint)length;
        ulong high = 0;
        if (length >= 8)
        {
            var head = Unsafe.ReadUnaligned<ulong>(ref bytes);
            ulong tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, length - 4));
            low |= head << 32;
            high = (head >> 32) | (tail >> (8 * (12 - length)) << 32);
        }
        else if (length >= 4)
        {
            low |= (ulong)Unsafe.ReadUnaligned<uint>(ref bytes) << 32;
            high = (ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, length - 4)) >> (8 * (8 - length));
        }
        else if (length > 0)
        {
            // First, middle and last byte; for one or two bytes they fall together.
            low |=
                ((ulong)bytes << 32)
                | ((ulong)Unsafe.Add(ref bytes, length >> 1) << (32 + (8 * (length >> 1))))
                | ((ulong)Unsafe.Add(ref bytes, length - 1) << (24 + (8 * length)));
        }

        slot.LengthAndPrefix = low;
        slot.RestOrPointer = high;
    }

    private void SetLong(int row, ReadOnlySpan<byte> bytes)
    {
        if ((uint)row >= (uint)_slots.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(row), $"Row {row} of a vector with {_slots.Length}.");
        }

        // SAFETY: DuckDB copies the bytes before it returns.
        fixed (byte* pinned = bytes)
        {
            if (bytes.Length <= LongestWithoutTransition)
            {
                NativeMethods.duckdb_unsafe_vector_assign_string_element_len(
                    _vector,
                    (ulong)row,
                    pinned,
                    (ulong)bytes.Length
                );
            }
            else
            {
                NativeMethods.AssignLongString(_vector, (ulong)row, pinned, (ulong)bytes.Length);
            }
        }
    }
}
