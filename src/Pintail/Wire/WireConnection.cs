using System.Text;

namespace Pintail.Wire;

/// <summary>
/// A connection to a PostgreSQL server over the protocol's bytes, made for bulk reading: synchronous, one command at a
/// time. It exists because COPY out is several times faster this way than through a general driver (docs/decisions), and
/// the rows of a user's query are read like it; everything that is not bulk goes through Npgsql.
/// Owned by one thread. Only <see cref="Cancel"/> and <see cref="Dispose"/> may be called from another: the first asks
/// the server to stop, the second closes the socket, which ends a read that waits.
/// </summary>
public sealed partial class WireConnection : IDisposable
{
    /// <summary>Throws on what is not UTF-8 (possible in a SQL_ASCII database): a replaced character is a wrong value.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, true);

    private readonly WireChannel _channel;
    private readonly WireSession _session;

    internal WireConnection(WireSession session)
    {
        _session = session;
        _channel = session.Channel;
    }

    public int ProcessId => _session.ProcessId;

    /// <summary>What the server reported with ParameterStatus: server_version, TimeZone, …; kept current.</summary>
    public IReadOnlyDictionary<string, string> ServerParameters => _channel.ServerParameters;

    /// <summary>True when the connection is of no use any more; dispose of it and open another.</summary>
    public bool IsBroken => _channel.IsBroken;

    /// <summary>True when the bytes go through TLS.</summary>
    public bool IsEncrypted => _session.IsEncrypted;

    /// <summary>As of the last command's end: I idle, T in a transaction, E in a failed transaction.</summary>
    public char TransactionStatus => _channel.TransactionStatus;

    /// <summary>Connects and authenticates; <paramref name="cancellation"/> closes the socket it waits on.</summary>
    /// <exception cref="PostgresServerException">The server refused.</exception>
    /// <exception cref="PintailException">A certificate, a password or an option is missing or wrong.</exception>
    /// <exception cref="UnsupportedAuthenticationException">The server asks for GSS, SSPI or the like.</exception>
    /// <exception cref="IOException">Not reachable, not in time, or lost.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Unknown host, or refused.</exception>
    public static WireConnection Open(WireOptions options, CancellationToken cancellation) =>
        new(SessionOpener.Open(options, cancellation));

    /// <summary>Runs one or several statements and passes over their results.</summary>
    public void Execute(string sql) => Run(sql, rows: null);

    /// <summary>The rows of a small result in the server's text form; null is NULL.</summary>
    public IReadOnlyList<string?[]> Query(string sql)
    {
        var rows = new List<string?[]>();
        Run(sql, rows);
        return rows;
    }

    /// <summary>Starts COPY … TO STDOUT (FORMAT binary); read it to its end before the next command.</summary>
    public CopyOutReader CopyOut(string copySql)
    {
        var receivedBefore = _channel.Input.BytesReceived;
        _channel.SendCommand(copySql);
        try
        {
            var type = _channel.Read(out var body);
            switch (type)
            {
                case MessageType.CopyOutResponse:
                    return new CopyOutReader(this, _channel, ColumnCount(body), receivedBefore);
                case MessageType.ErrorResponse:
                    throw FinishWith(new PostgresServerException(ServerErrorFields.Parse(body)));
                default:
                    throw _channel.Unexpected(type, "where COPY … TO STDOUT should begin");
            }
        }
        catch
        {
            GiveUpUnlessReady();
            throw;
        }
    }

    /// <summary>
    /// Asks the server, on a second connection, to stop what this one runs; the command then fails with SQLSTATE
    /// 57014, if it was not done already. Any thread. Throws as <see cref="Open"/> when the request cannot be sent.
    /// </summary>
    public void Cancel() => CancelRequest.Send(_session);

    public void Dispose() => _channel.Dispose();

    /// <summary>Reads to ReadyForQuery after an error, so that the connection stays usable; returns what to throw.</summary>
    internal PostgresServerException FinishWith(PostgresServerException error)
    {
        if (error.EndsConnection)
        {
            _channel.Break();
            return error;
        }

        try
        {
            while (!_channel.IsReady)
            {
                if (_channel.Read(out var body) == MessageType.ReadyForQuery)
                {
                    _channel.ReadReadyForQuery(body);
                }
            }
        }
        catch (IOException)
        {
            // The server's reason says more than the loss of the connection after it.
        }

        return error;
    }

    /// <summary>Whatever stopped a command half-way, the bytes after it have no known meaning.</summary>
    internal void GiveUpUnlessReady()
    {
        if (!_channel.IsReady)
        {
            _channel.Break();
        }
    }

    private void Run(string sql, List<string?[]>? rows)
    {
        _channel.SendCommand(sql);
        try
        {
            while (!_channel.IsReady)
            {
                Take(_channel.Read(out var body), body, rows);
            }
        }
        catch
        {
            GiveUpUnlessReady();
            throw;
        }
    }

    private void Take(byte type, ReadOnlySpan<byte> body, List<string?[]>? rows)
    {
        switch (type)
        {
            case MessageType.RowDescription:
            case MessageType.CommandComplete:
            case MessageType.EmptyQueryResponse:
            case MessageType.CopyOutResponse or MessageType.CopyData or MessageType.CopyDone when rows is null:
                break;
            case MessageType.DataRow:
                rows?.Add(ReadRow(body));
                break;
            case MessageType.CopyInResponse:
                // There is nothing to copy in; the server answers with an error, which is thrown.
                _channel.Output.Begin(MessageType.CopyFail);
                _channel.Output.CString("COPY FROM STDIN is not possible on this connection");
                _channel.Output.End();
                _channel.Flush();
                break;
            case MessageType.ReadyForQuery:
                _channel.ReadReadyForQuery(body);
                break;
            case MessageType.ErrorResponse:
                throw FinishWith(new PostgresServerException(ServerErrorFields.Parse(body)));
            default:
                throw _channel.Unexpected(type, "in answer to a query");
        }
    }

    private string?[] ReadRow(ReadOnlySpan<byte> body)
    {
        var reader = new PayloadReader(body);
        var row = new string?[(ushort)reader.Int16()];
        for (var i = 0; i < row.Length; i++)
        {
            var length = reader.Int32();
            try
            {
                row[i] = length == -1 ? null : StrictUtf8.GetString(reader.Bytes(length));
            }
            catch (DecoderFallbackException)
            {
                throw _channel.Violation($"Column {i + 1} of a query's result is not valid UTF-8.");
            }
        }

        return row;
    }

    private static int ColumnCount(ReadOnlySpan<byte> body)
    {
        const byte binary = 1;
        var reader = new PayloadReader(body);
        if (reader.Byte() != binary)
        {
            throw new InvalidOperationException("The COPY sends text. Write COPY … TO STDOUT (FORMAT binary).");
        }

        return reader.Int16();
    }
}
