using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Pintail.Types;

/// <summary>
/// Finds an enum label's index by its UTF-8 bytes, as COPY sends them (enum_send in enum.c), without making a string:
/// an open-addressing table at most half full over one block of bytes. Immutable, shared by all decoders of a column.
/// </summary>
internal sealed class EnumLabels
{
    private readonly byte[] _bytes;

    /// <summary>Label i is bytes [_starts[i], _starts[i + 1]).</summary>
    private readonly int[] _starts;

    /// <summary>Index + 1 of the label in the slot; 0 is an empty slot.</summary>
    private readonly int[] _slots;

    public EnumLabels(IReadOnlyList<string> labels)
    {
        _bytes = Encoding.UTF8.GetBytes(string.Concat(labels));
        _starts = new int[labels.Count + 1];
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)labels.Count * 2 + 1)];
        for (var i = 0; i < labels.Count; i++)
        {
            _starts[i + 1] = _starts[i] + Encoding.UTF8.GetByteCount(labels[i]);
            var slot = Hash(Label(i)) & (uint)(_slots.Length - 1);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (uint)(_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }

    /// <summary>−1 when no label has these bytes.</summary>
    public int Find(ReadOnlySpan<byte> label)
    {
        var slot = Hash(label) & (uint)(_slots.Length - 1);
        while (true)
        {
            var index = _slots[slot] - 1;
            if (index < 0 || Label(index).SequenceEqual(label))
                return index;
            slot = (slot + 1) & (uint)(_slots.Length - 1);
        }
    }

    public int Count => _starts.Length - 1;

    /// <summary>A label's UTF-8 bytes.</summary>
    public ReadOnlySpan<byte> this[int index] => Label(index);

    private ReadOnlySpan<byte> Label(int index) => _bytes.AsSpan(_starts[index].._starts[index + 1]);

    /// <summary>Labels are short (63 bytes at most), so every byte counts: two reads for most, a loop for long ones.</summary>
    private static uint Hash(ReadOnlySpan<byte> label)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio
        var hash = (ulong)label.Length;
        for (; label.Length > 8; label = label[8..])
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(label)) * Multiplier, 29);
        var tail = label.Length switch
        {
            8 => BinaryPrimitives.ReadUInt64LittleEndian(label),
            >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(label)
                | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(label[^4..]) << 32,
            > 0 => label[0] | (ulong)label[label.Length / 2] << 8 | (ulong)label[^1] << 16,
            _ => 0UL,
        };
        return (uint)(((hash ^ tail) * Multiplier) >> 32);
    }
}
