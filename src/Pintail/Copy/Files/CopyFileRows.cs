// The rows of a file of COPY … (FORMAT binary), walked field by field (copyto.c, CopyOneRowTo): a file is nobody's promise,
// so each length is held against the column's type before anything is decoded, and every error says at which byte it
// stands. Memory is one buffer, which grows to the largest row that is really there. A row that the file does not hold to
// its end is an error, and so is a file without its trailer: it was cut.

using System.Buffers.Binary;
using Pintail.Wire;

namespace Pintail.Copy.Files;

/// <summary>Owns the stream. One thread.</summary>
internal sealed class CopyFileRows : ICopyRows
{
    private readonly Stream _stream;
    private readonly ReceiveBuffer _input;
    private readonly IReadOnlyList<CopyFileColumn> _columns;
    private readonly CopyFileErrors _errors;
    private bool _headerRead;
    private long _rows;

    /// <param name="columns">One per field of each row.</param>
    /// <param name="bufferBytes">To begin with.</param>
    public CopyFileRows(
        Stream stream,
        IReadOnlyList<CopyFileColumn> columns,
        CopyFileErrors errors,
        int bufferBytes = ReceiveBuffer.DefaultBytes
    )
    {
        (_stream, _columns, _errors) = (stream, columns, errors);
        _input = new ReceiveBuffer(stream, bufferBytes, "");
    }

    public byte[] Buffer => _input.Array;
    public bool IsCompleted { get; private set; }
    public long BytesReceived => _input.BytesReceived;

    /// <summary>Where in the file the next row begins.</summary>
    public long Offset => _input.BytesReceived - _input.Unread.Length;

    public void BeginBatch() => _input.BeginBatch();

    public bool TryNextRow(out int offset, out int length)
    {
        (offset, length) = (0, 0);
        if (IsCompleted)
            return false;
        ReadHeader();
        if (!TryBuffer(CopyFormat.FieldCountBytes))
            return false;
        int fields = BinaryPrimitives.ReadInt16BigEndian(_input.Unread);
        if (fields == CopyFormat.Trailer)
        {
            Complete();
            return false;
        }
        if (fields != _columns.Count)
            _errors.FieldCount(_rows + 1, Offset, _columns.Count, fields);

        long end = CopyFormat.FieldCountBytes;
        foreach (var column in _columns)
        {
            if (!TryBuffer(end + sizeof(int)))
                return false;
            var field = BinaryPrimitives.ReadInt32BigEndian(_input.Unread[(int)end..]);
            if (field != -1 && !Fits(column, field))
                ThrowLength(column, end, field);
            if (!TryBuffer(end + sizeof(int) + Math.Max(field, 0), column, end, field))
                return false;
            end += sizeof(int) + (long)Math.Max(field, 0);
        }
        (offset, length) = (_input.Position, (int)end);
        _input.Position += length;
        _rows++;
        return true;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Reads on to the first row, so that a file of another kind is an error before anybody waits for rows.</summary>
    public void ReadHeader()
    {
        if (_headerRead)
            return;
        _input.BeginBatch();
        if (_input.Unread.IsEmpty && !_input.TryReceive())
            throw _errors.Empty();
        try
        {
            _input.TryBuffer(CopyFormat.HeaderBytes);
            var extension = CopyFormat.ReadHeader(_input.Unread);
            TryBuffer((long)CopyFormat.HeaderBytes + extension);
            _input.Skip(CopyFormat.HeaderBytes + extension);
        }
        catch (WireProtocolException e)
        {
            throw _errors.Header(e.Message);
        }
        catch (EndOfStreamException)
        {
            throw _errors.Header($"the file has {_input.BytesReceived} bytes, the header {CopyFormat.HeaderBytes}.");
        }
        _headerRead = true;
    }

    private static bool Fits(CopyFileColumn column, int length) =>
        column.Type.Length >= 0 ? length == column.Type.Length : length >= column.Type.LeastLength;

    private void ThrowLength(CopyFileColumn column, long at, int length)
    {
        if (length < 0)
            _errors.FieldLength(_rows + 1, Offset + at, column.Name, length);
        _errors.OtherLength(_rows + 1, Offset + at, column, length);
    }

    private bool TryBuffer(long count, CopyFileColumn? column = null, long at = 0, int length = 0)
    {
        if (count > Array.MaxLength)
            _errors.FieldLength(_rows + 1, Offset + at, column?.Name ?? "", length);
        var start = Offset;
        try
        {
            return _input.TryBuffer((int)count);
        }
        catch (EndOfStreamException) when (column is not null)
        {
            _errors.PastEnd(_rows + 1, start + at, column.Name, length, _input.BytesReceived);
            throw;
        }
        catch (EndOfStreamException)
        {
            throw _errors.Truncated(_input.BytesReceived);
        }
    }

    private void Complete()
    {
        _input.Skip(CopyFormat.FieldCountBytes);
        var end = Offset;
        if (!_input.Unread.IsEmpty || _stream.Read(stackalloc byte[1]) > 0)
            _errors.GoesOn(end);
        IsCompleted = true;
    }
}
