using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>
/// Walks through a field that is made of others: a composite, a range, a map. Positions are those of the whole buffer, so
/// that the parts can be decoded where they are. False where the bytes end too early; nothing is read past the field.
/// </summary>
internal ref struct PartReader(in Fields fields, int index)
{
    private readonly ReadOnlySpan<byte> _buffer = fields.Buffer;
    private readonly int _end = fields.Offsets[index] + fields.Lengths[index];
    private int _position = fields.Offsets[index];

    public readonly bool IsAtEnd => _position == _end;

    /// <summary>Bytes that are left.</summary>
    public readonly int Rest => _end - _position;

    public bool TryReadByte(out byte value)
    {
        var isThere = Rest >= 1;
        value = isThere ? _buffer[_position++] : default;
        return isThere;
    }

    public bool TryReadInt32(out int value)
    {
        var isThere = Rest >= sizeof(int);
        value = isThere ? BinaryPrimitives.ReadInt32BigEndian(_buffer[_position..]) : default;
        _position += isThere ? sizeof(int) : 0;
        return isThere;
    }

    /// <summary>An int32 length, −1 for NULL, and that many bytes.</summary>
    public bool TryReadPart(out int offset, out int length)
    {
        var isThere = TryReadInt32(out length) && length >= -1 && length <= Rest;
        offset = _position;
        _position += isThere ? Math.Max(length, 0) : 0;
        return isThere;
    }
}
