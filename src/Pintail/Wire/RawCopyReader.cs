using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Wire;

/// <summary>
/// The rows of COPY … (FORMAT binary) from a stream without the protocol's framing: a file, or what another driver
/// hands through. A row's end is found by walking its fields' lengths, which makes it slower than
/// <see cref="CopyOutReader"/>; it is the way out where that one cannot connect. Owns the stream.
/// </summary>
public sealed class RawCopyReader : ICopyRows
{
    private readonly Stream _stream;
    private readonly ReceiveBuffer _input;
    private bool _headerRead;
    private bool _isDisposed;

    public RawCopyReader(Stream stream)
        : this(stream, ReceiveBuffer.DefaultBytes) { }

    public RawCopyReader(Stream stream, int bufferBytes)
    {
        _stream = stream;
        _input = new ReceiveBuffer(stream, bufferBytes, "The COPY stream ended before its trailer.");
    }

    public byte[] Buffer => _input.Array;

    public bool IsCompleted { get; private set; }

    /// <summary>
    /// Called once when this is disposed before its end, for streams whose own disposal would read to the end of the COPY,
    /// which may be an hour away. Must not throw.
    /// </summary>
    public Action? Abandoned { get; init; }

    public long BytesReceived => _input.BytesReceived;

    public void BeginBatch() => _input.BeginBatch();

    public bool TryNextRow(out int offset, out int length)
    {
        var unread = _input.Unread;
        if (_headerRead && unread.Length >= CopyFormat.FieldCountBytes)
        {
            int fields = BinaryPrimitives.ReadInt16BigEndian(unread);
            var at = CopyFormat.FieldCountBytes;
            while (fields > 0 && unread.Length - at >= sizeof(int))
            {
                var field = BinaryPrimitives.ReadInt32BigEndian(unread[at..]);
                at += sizeof(int);
                if (field < -1 || field > unread.Length - at)
                {
                    break;
                }

                at += Math.Max(field, 0);
                fields--;
            }

            if (fields == 0)
            {
                (offset, length) = (_input.Position, at);
                _input.Position += at;
                return true;
            }
        }

        return TryNextRowSlow(out offset, out length);
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!IsCompleted)
        {
            Abandoned?.Invoke();
        }

        _stream.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryNextRowSlow(out int offset, out int length)
    {
        (offset, length) = (0, 0);
        if (IsCompleted)
        {
            return false;
        }

        ReadHeader();
        if (!_input.TryBuffer(CopyFormat.FieldCountBytes))
        {
            return false;
        }

        var fields = BinaryPrimitives.ReadInt16BigEndian(_input.Unread);
        if (fields == CopyFormat.Trailer)
        {
            Complete();
            return false;
        }

        if (fields < 0)
        {
            throw new WireProtocolException($"A row in the COPY stream has the field count {fields}.");
        }

        long end = CopyFormat.FieldCountBytes;
        for (; fields > 0; fields--)
        {
            if (!TryBuffer(end + sizeof(int)))
            {
                return false;
            }

            var field = BinaryPrimitives.ReadInt32BigEndian(_input.Unread[(int)end..]);
            if (field < -1)
            {
                throw new WireProtocolException($"A field in the COPY stream has the length {field}.");
            }

            end += sizeof(int) + (long)Math.Max(field, 0);
            if (!TryBuffer(end))
            {
                return false;
            }
        }

        (offset, length) = (_input.Position, (int)end);
        _input.Position += length;
        return true;
    }

    private bool TryBuffer(long count) =>
        count <= Array.MaxLength
            ? _input.TryBuffer((int)count)
            : throw new WireProtocolException(
                $"A row in the COPY stream has more than {Array.MaxLength} bytes, which no server can send."
            );

    private void ReadHeader()
    {
        if (_headerRead)
        {
            return;
        }

        // No row lies before the header, so there is always room.
        _input.TryBuffer(CopyFormat.HeaderBytes);
        var extension = CopyFormat.ReadHeader(_input.Unread);
        TryBuffer((long)CopyFormat.HeaderBytes + extension);
        _input.Skip(CopyFormat.HeaderBytes + extension);
        _headerRead = true;
    }

    private void Complete()
    {
        _input.Skip(CopyFormat.FieldCountBytes);
        Span<byte> more = stackalloc byte[1];
        if (!_input.Unread.IsEmpty || _stream.Read(more) > 0)
        {
            throw new WireProtocolException("The COPY stream goes on after its trailer.");
        }

        IsCompleted = true;
    }
}
