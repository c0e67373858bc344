using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pintail.Wire;

/// <summary>
/// Rows of one COPY … TO STDOUT (FORMAT binary) as they arrive on a <see cref="WireConnection"/>. Each row is one
/// CopyData message, so a row's end is known without looking at its fields; only the first message is different (it
/// begins with the format's header) and the last (the trailer). The frequent case, a whole row in the buffer, is a
/// handful of instructions in <see cref="TryNextRow"/>; all else is out of line.
/// Disposed before its end it cancels the query and gives up the connection: reading the rest could take an hour.
/// </summary>
public sealed class CopyOutReader : ICopyRows
{
    private readonly WireConnection _connection;
    private readonly WireChannel _channel;
    private readonly ReceiveBuffer _input;
    private readonly long _receivedBefore;
    private Stage _stage = Stage.Header;
    private long? _rowsSent;

    internal CopyOutReader(WireConnection connection, WireChannel channel, int columnCount, long receivedBefore)
    {
        _connection = connection;
        _channel = channel;
        _input = channel.Input;
        _receivedBefore = receivedBefore;
        ColumnCount = columnCount;
        _input.BeginBatch();
    }

    /// <summary>What has to come next.</summary>
    private enum Stage
    {
        Header,
        Rows,
        CopyDone,
        CommandComplete,
        ReadyForQuery,
        Completed,
    }

    /// <summary>Fields of every row, as the server announced them.</summary>
    public int ColumnCount { get; }

    public byte[] Buffer => _input.Array;

    public bool IsCompleted => _stage == Stage.Completed;

    public long BytesReceived => _input.BytesReceived - _receivedBefore;

    /// <summary>The server's own count of the rows it sent. Throws <see cref="InvalidOperationException"/> before the end.</summary>
    public long RowsSent =>
        _rowsSent ?? throw new InvalidOperationException("The server counts the rows at the end of the COPY; read on.");

    public void BeginBatch() => _input.BeginBatch();

    public bool TryNextRow(out int offset, out int length)
    {
        var input = _input;
        var position = input.Position;
        var unread = input.Filled - position;
        var head = input.Array.AsSpan(position, unread);
        if (_stage == Stage.Rows && head.Length > WireChannel.HeadBytes && head[0] == MessageType.CopyData)
        {
            // The length counts itself. One field count alone (the trailer, a row without columns) is a rare case.
            var messageLength = BinaryPrimitives.ReadInt32BigEndian(head[1..]);
            if (messageLength > sizeof(int) + CopyFormat.FieldCountBytes && messageLength < head.Length)
            {
                offset = position + WireChannel.HeadBytes;
                length = messageLength - sizeof(int);
                input.Position = position + 1 + messageLength;
                return true;
            }
        }

        return TryNextRowSlow(out offset, out length);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The connection is given up; nobody waits for the answer.")]
    public void Dispose()
    {
        if (IsCompleted || _channel.IsBroken)
        {
            return;
        }

        try
        {
            _connection.Cancel();
        }
        catch (Exception) { }

        _channel.Break();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryNextRowSlow(out int offset, out int length)
    {
        (offset, length) = (0, 0);
        if (IsCompleted)
        {
            return false;
        }

        try
        {
            while (!IsCompleted && _channel.TryPeek(out var type, out var bodyLength))
            {
                if (type == MessageType.CopyData)
                {
                    if (TryTakeRow(bodyLength, out offset, out length))
                    {
                        return true;
                    }

                    continue;
                }

                var body = _input.Unread.Slice(WireChannel.HeadBytes, bodyLength);
                _input.Skip(WireChannel.HeadBytes + bodyLength);
                TakeControl(type, body);
            }

            return false;
        }
        catch
        {
            _connection.GiveUpUnlessReady();
            _stage = _channel.IsReady ? Stage.Completed : _stage;
            throw;
        }
    }

    private bool TryTakeRow(int bodyLength, out int offset, out int length)
    {
        var body = _input.Unread.Slice(WireChannel.HeadBytes, bodyLength);
        var skip = WireChannel.HeadBytes;
        if (_stage == Stage.Header)
        {
            var header = HeaderLength(body);
            skip += header;
            body = body[header..];
            _stage = Stage.Rows;
        }
        else if (_stage != Stage.Rows)
        {
            throw _channel.Violation("The server sent COPY data after the end of the COPY.");
        }

        // With rows before it the message's head stays inside the batch; without, the batch begins after it.
        _input.Skip(skip);
        (offset, length) = (_input.Position, body.Length);
        if (body.IsEmpty && skip > WireChannel.HeadBytes)
        {
            return false;
        }

        if (CopyFormat.IsTrailer(body))
        {
            _input.Skip(body.Length);
            _stage = Stage.CopyDone;
            return false;
        }

        if (body.Length < CopyFormat.FieldCountBytes)
        {
            throw _channel.Violation($"The server sent a row of {body.Length} bytes; its field count alone takes 2.");
        }

        _input.Position += body.Length;
        return true;
    }

    private int HeaderLength(ReadOnlySpan<byte> body)
    {
        if (body.Length < CopyFormat.HeaderBytes)
        {
            throw _channel.Violation(
                $"The COPY begins with {body.Length} bytes; the header of the binary format takes {CopyFormat.HeaderBytes}."
            );
        }

        var extension = CopyFormat.ReadHeader(body);
        return extension <= body.Length - CopyFormat.HeaderBytes
            ? CopyFormat.HeaderBytes + extension
            : throw _channel.Violation($"The COPY header's extension of {extension} bytes is longer than its message.");
    }

    private void TakeControl(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case MessageType.CopyDone when _stage == Stage.CopyDone:
                _stage = Stage.CommandComplete;
                break;
            case MessageType.CommandComplete when _stage == Stage.CommandComplete:
                _rowsSent = RowCount(body);
                _stage = Stage.ReadyForQuery;
                break;
            case MessageType.ReadyForQuery when _stage == Stage.ReadyForQuery:
                _channel.ReadReadyForQuery(body);
                _stage = Stage.Completed;
                break;
            case MessageType.ErrorResponse:
                throw _connection.FinishWith(new PostgresServerException(ServerErrorFields.Parse(body)));
            default:
                throw _channel.Unexpected(type, $"in a COPY that waits for {_stage}");
        }
    }

    /// <summary>"COPY 42"</summary>
    private long RowCount(ReadOnlySpan<byte> body)
    {
        var tag = Encoding.UTF8.GetString(new PayloadReader(body).CString());
        return
            tag.StartsWith("COPY ", StringComparison.Ordinal)
            && long.TryParse(tag.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            ? rows
            : throw _channel.Violation("The server ended a COPY without its number of rows.");
    }
}
