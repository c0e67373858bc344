using System.Buffers.Binary;
using System.Text;

namespace Pintail.Wire;

/// <summary>
/// Builds messages to the server in one buffer and sends them together. The buffer is wiped after each send, because
/// passwords pass through it.
/// </summary>
internal sealed class MessageWriter
{
    /// <summary>Throws on a lone surrogate: sent as '?' it could name another object.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, true);

    // Holds any start-up or authentication message; longer statements grow it.
    private byte[] _buffer = new byte[1024];
    private int _length;
    private int _lengthPosition;

    public void Begin(byte type)
    {
        Byte(type);
        BeginUntyped();
    }

    /// <summary>Start-up, cancel and TLS requests have no type byte.</summary>
    public void BeginUntyped()
    {
        _lengthPosition = _length;
        Int32(0);
    }

    /// <summary>Writes the length, which counts itself but not the type byte.</summary>
    public void End() =>
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_lengthPosition), _length - _lengthPosition);

    public void Byte(byte value) => Room(1)[0] = value;

    public void Int16(int value) =>
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), unchecked((short)checked((ushort)value)));

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Room(value.Length));

    /// <summary>A value with its length before it; null is NULL.</summary>
    public void Value(string? text)
    {
        if (text is null)
        {
            Int32(-1);
            return;
        }

        var count = StrictUtf8.GetByteCount(text);
        Int32(count);
        StrictUtf8.GetBytes(text, Room(count));
    }

    /// <exception cref="ArgumentException">The text holds a zero byte, which would end it early and start another one.</exception>
    public void CString(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A text for PostgreSQL must not contain the character U+0000.", nameof(text));
        }

        StrictUtf8.GetBytes(text, Room(StrictUtf8.GetByteCount(text)));
        Byte(0);
    }

    public void Flush(Stream stream)
    {
        try
        {
            stream.Write(_buffer, 0, _length);
            stream.Flush();
        }
        finally
        {
            Discard();
        }
    }

    public void Discard()
    {
        Array.Clear(_buffer, 0, _length);
        _length = 0;
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = new byte[
                Math.Max(checked(_length + count), (int)Math.Min(2L * _buffer.Length, Array.MaxLength))
            ];
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Array.Clear(_buffer, 0, _length);
            _buffer = larger;
        }

        var room = _buffer.AsSpan(_length, count);
        _length += count;
        return room;
    }
}
