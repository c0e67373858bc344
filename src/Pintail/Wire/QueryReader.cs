using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Pintail.Wire;

/// <summary>
/// Rows of one statement of the extended query protocol as they arrive on a <see cref="WireConnection"/>. The body of a
/// DataRow message is laid out as a row of COPY … (FORMAT binary): an int16 field count, then each field's int32 length
/// and bytes; so whoever reads a COPY reads these, too. As in <see cref="CopyOutReader"/> a row that is in the buffer
/// costs a handful of instructions, and all else is out of line.
/// Disposed before its end it cancels the query and gives up the connection: reading the rest could take an hour.
/// </summary>
public sealed class QueryReader : ICopyRows
{
    private readonly WireConnection _connection;
    private readonly WireChannel _channel;
    private readonly ReceiveBuffer _input;
    private readonly long _receivedBefore;
    private Stage _stage = Stage.Rows;

    internal QueryReader(WireConnection connection, WireChannel channel, long receivedBefore)
    {
        _connection = connection;
        _channel = channel;
        _input = channel.Input;
        _receivedBefore = receivedBefore;
        _input.BeginBatch();
    }

    /// <summary>What has to come next.</summary>
    private enum Stage
    {
        Rows,
        ReadyForQuery,
        Completed,
    }

    public byte[] Buffer => _input.Array;

    public bool IsCompleted => _stage == Stage.Completed;

    public long BytesReceived => _input.BytesReceived - _receivedBefore;

    public void BeginBatch() => _input.BeginBatch();

    public bool TryNextRow(out int offset, out int length)
    {
        var input = _input;
        var position = input.Position;
        var head = input.Array.AsSpan(position, input.Filled - position);
        if (_stage == Stage.Rows && head.Length > WireChannel.HeadBytes && head[0] == MessageType.DataRow)
        {
            // The length counts itself.
            var messageLength = BinaryPrimitives.ReadInt32BigEndian(head[1..]);
            if (messageLength >= sizeof(int) + CopyFormat.FieldCountBytes && messageLength < head.Length)
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
        try
        {
            while (!IsCompleted && _channel.TryPeek(out var type, out var bodyLength))
            {
                if (type == MessageType.DataRow && _stage == Stage.Rows)
                {
                    TakeRow(bodyLength, out offset, out length);
                    return true;
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

    private void TakeRow(int bodyLength, out int offset, out int length)
    {
        if (bodyLength < CopyFormat.FieldCountBytes)
        {
            throw _channel.Violation($"The server sent a row of {bodyLength} bytes; its field count alone takes 2.");
        }

        // With rows before it the message's head stays inside the batch; without, the batch begins after it.
        _input.Skip(WireChannel.HeadBytes);
        (offset, length) = (_input.Position, bodyLength);
        _input.Position += bodyLength;
    }

    private void TakeControl(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case MessageType.CommandComplete or MessageType.EmptyQueryResponse when _stage == Stage.Rows:
                _stage = Stage.ReadyForQuery;
                break;
            case MessageType.ReadyForQuery when _stage == Stage.ReadyForQuery:
                _channel.ReadReadyForQuery(body);
                _stage = Stage.Completed;
                break;
            case MessageType.ErrorResponse:
                throw _connection.FinishWith(new PostgresServerException(ServerErrorFields.Parse(body)));
            default:
                throw _channel.Unexpected(type, $"in a query's result that waits for {_stage}");
        }
    }
}
