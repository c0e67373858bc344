using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Pintail.Wire;

/// <summary>What one attempt does about TLS.</summary>
internal enum Encryption
{
    None,
    IfOffered,
    Required,
}

/// <summary>One connection's way from a connected socket to the first ReadyForQuery.</summary>
internal sealed class SessionAttempt(WireOptions options, Encryption encryption, TlsClient? tls)
{
    private Phase _phase = Phase.Dialing;
    private bool _isEncrypted;

    private enum Phase
    {
        Dialing,
        Negotiating,
        Authenticating,
        Starting,
    }

    public WireSession Run(Socket socket, EndPoint address, ConnectDeadline deadline)
    {
        // The registration outlives the attempt on purpose until the end: waiting calls end only with their socket.
        using var guard = deadline.Token.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            var session = Start(socket, address);
            guard.Dispose();
            deadline.Token.ThrowIfCancellationRequested();
            return session;
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The connection was closed on this side.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The cases in which libpq tries again with, or without, TLS.</summary>
    public bool OtherEncryptionMayHelp(Exception e) =>
        _phase switch
        {
            Phase.Negotiating => e is PintailException or IOException,
            Phase.Authenticating => e is PostgresServerException && (_isEncrypted || encryption == Encryption.None),
            _ => false,
        };

    private WireSession Start(Socket socket, EndPoint address)
    {
        _phase = Phase.Negotiating;
        var watched = new WatchedStream(socket);
        Stream stream = watched;
        if (tls is not null && encryption != Encryption.None)
        {
            stream = tls.Negotiate(stream, encryption);
            _isEncrypted = stream is SslStream;
        }

        var channel = new WireChannel(stream, options.BufferBytes);
        var startup = new StartupExchange(channel, options, stream as SslStream);
        _phase = Phase.Authenticating;
        startup.Authenticate();
        _phase = Phase.Starting;
        var (processId, secretKey) = startup.AwaitReady();
        watched.Watch(
            options.ProgressTimeout,
            () => options.FindTrouble is { } find ? find(processId) : "that is the limit"
        );
        return new WireSession(channel, options, address, _isEncrypted, processId, secretKey);
    }
}
