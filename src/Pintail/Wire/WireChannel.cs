using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pintail.Wire;

/// <summary>
/// Messages over one stream to a server: heads checked, limits held, and what may come at any moment (notices,
/// notifications, parameter changes) taken out. It knows no command; <see cref="WireConnection"/> and
/// <see cref="CopyOutReader"/> say what is expected next. After <see cref="Break"/> nothing is sent or read any more.
/// </summary>
internal sealed class WireChannel(Stream stream, int bufferBytes) : IDisposable
{
    public const int HeadBytes = 5;

    /// <summary>An error or a notice may quote a whole statement; nothing else that is not data comes near.</summary>
    private const int MaxControlBytes = 1 << 20;

    private volatile bool _broken;
    private volatile bool _disposed;

    public ReceiveBuffer Input { get; } =
        new(stream, bufferBytes, "The server closed the connection. Its log may say why (restart, crash, timeout).");

    public MessageWriter Output { get; } = new();

    public Dictionary<string, string> ServerParameters { get; } = new(StringComparer.Ordinal);

    /// <summary>The last ReadyForQuery's: I idle, T in a transaction, E in a failed transaction.</summary>
    public char TransactionStatus { get; private set; } = 'I';

    /// <summary>True between a ReadyForQuery and the next <see cref="SendCommand(string)"/>.</summary>
    public bool IsReady { get; private set; }

    public bool IsBroken => _broken;

    /// <summary>The next message that is no asynchronous one. Its body is valid until the next read.</summary>
    public byte Read(out ReadOnlySpan<byte> body)
    {
        Input.BeginBatch();
        if (!TryPeek(out var type, out var bodyLength))
        {
            throw new InvalidOperationException("A batch without rows cannot be full.");
        }

        body = Input.Unread.Slice(HeadBytes, bodyLength);
        Input.Skip(HeadBytes + bodyLength);
        return type;
    }

    /// <summary>
    /// Looks at the next message that is no asynchronous one: it is in the buffer from <c>Input.Position</c> on as a
    /// whole and not yet passed over. False when the batch of rows before it has to end first.
    /// </summary>
    public bool TryPeek(out byte type, out int bodyLength)
    {
        while (TryBuffer(HeadBytes))
        {
            type = Input.Unread[0];
            var length = BinaryPrimitives.ReadInt32BigEndian(Input.Unread[1..]);
            Check(type, length);
            if (!TryBuffer(1 + length))
            {
                break;
            }

            bodyLength = length - sizeof(int);
            if (!TryHandleAsynchronous(type, Input.Unread.Slice(HeadBytes, bodyLength)))
            {
                return true;
            }

            Input.Skip(HeadBytes + bodyLength);
        }

        (type, bodyLength) = (0, 0);
        return false;
    }

    public void ReadReadyForQuery(ReadOnlySpan<byte> body)
    {
        TransactionStatus = (char)new PayloadReader(body).Byte();
        IsReady = true;
    }

    /// <summary>Sends what was written to <see cref="Output"/>; throws the server's farewell if it left one.</summary>
    public void Flush()
    {
        try
        {
            Output.Flush(stream);
        }
        catch (ObjectDisposedException e)
        {
            throw ClosedHere(e);
        }
        catch (IOException)
        {
            var farewell = ReadFarewell();
            Break();
            if (farewell is not null)
            {
                throw farewell;
            }

            throw;
        }
    }

    /// <summary>Sends a simple query: everything read is its answer until the next ReadyForQuery.</summary>
    public void SendCommand(string sql) =>
        SendCommand(output =>
        {
            output.Begin(MessageType.Query);
            output.CString(sql);
            output.End();
        });

    /// <summary>Sends messages of which the last makes the server answer with ReadyForQuery.</summary>
    public void SendCommand(Action<MessageWriter> write)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(WireConnection));
        if (!IsReady || IsBroken)
        {
            throw new InvalidOperationException(
                IsBroken
                    ? "The connection is broken. Open a new one."
                    : "Another command runs on this connection. Read its rows to the end first."
            );
        }

        Input.Shrink();
        try
        {
            write(Output);
        }
        catch
        {
            Output.Discard();
            throw;
        }

        IsReady = false;
        Flush();
    }

    public WireProtocolException Violation(string what)
    {
        Break();
        return new WireProtocolException(
            $"{what} Is it a PostgreSQL server, and nothing in between that changes bytes?"
        );
    }

    public WireProtocolException Unexpected(byte type, string when) =>
        Violation($"The server sent a message of type {MessageType.Name(type)} {when}.");

    /// <summary>Closes the stream: what comes next on it has no known meaning. Safe from any thread.</summary>
    public void Break()
    {
        _broken = true;
        stream.Dispose();
    }

    /// <summary>Says good-bye when the server listens. From another thread it ends a read that waits.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A good-bye that does not arrive changes nothing.")]
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (IsReady && !IsBroken)
        {
            try
            {
                Output.Begin(MessageType.Terminate);
                Output.End();
                Output.Flush(stream);
            }
            catch (Exception) { }
        }

        Break();
    }

    /// <summary>
    /// A server that ends an idle session (shutdown, idle timeout, an administrator) says why before it closes; the
    /// reason lies unread when the next command cannot be sent any more. The peer is gone, so this does not wait.
    /// </summary>
    private PostgresServerException? ReadFarewell()
    {
        try
        {
            return Read(out var body) == MessageType.ErrorResponse
                ? new PostgresServerException(ServerErrorFields.Parse(body))
                : null;
        }
        catch (Exception e) when (e is IOException or WireProtocolException)
        {
            return null;
        }
    }

    private bool TryBuffer(int count)
    {
        try
        {
            return Input.TryBuffer(count);
        }
        catch (ObjectDisposedException e)
        {
            throw ClosedHere(e);
        }
        catch
        {
            Break();
            throw;
        }
    }

    private IOException ClosedHere(ObjectDisposedException inner)
    {
        Break();
        return new IOException("The connection was closed on this side.", inner);
    }

    private void Check(byte type, int length)
    {
        var limit = type switch
        {
            MessageType.CopyData or MessageType.DataRow => Array.MaxLength - 1,
            _ => MaxControlBytes,
        };
        if (length < sizeof(int) || length > limit)
        {
            throw Violation(
                $"The server announces a message of type {MessageType.Name(type)} with {(uint)length} bytes; from 4 to {limit} are possible."
            );
        }
    }

    private bool TryHandleAsynchronous(byte type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case MessageType.NoticeResponse or MessageType.NotificationResponse:
                return true;
            case MessageType.ParameterStatus:
                var reader = new PayloadReader(body);
                var name = Encoding.UTF8.GetString(reader.CString());
                ServerParameters[name] = Encoding.UTF8.GetString(reader.CString());
                return true;
            default:
                return false;
        }
    }
}
