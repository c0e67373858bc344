using System.Buffers.Binary;

namespace Pintail.Wire;

/// <summary>Walks the body of one message; running past its end is the peer's fault and says so.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Bytes(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Bytes(sizeof(short)));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Bytes(sizeof(int)));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new WireProtocolException(
                $"A message of the server ends {_rest.Length} bytes on where {count} more are announced. Is it PostgreSQL?"
            );
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    /// <summary>The bytes up to the next zero byte, which is skipped.</summary>
    public ReadOnlySpan<byte> CString()
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw new WireProtocolException("A text in a message of the server has no end. Is it PostgreSQL?");
        }

        var text = _rest[..end];
        _rest = _rest[(end + 1)..];
        return text;
    }

    public ReadOnlySpan<byte> Rest() => Bytes(_rest.Length);
}
