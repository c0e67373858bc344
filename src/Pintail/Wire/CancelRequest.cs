using System.Net.Sockets;

namespace Pintail.Wire;

/// <summary>
/// Asks the server to stop what a session runs: a connection of its own to the same address, encrypted if the
/// session's is, on which the server answers only by closing it.
/// </summary>
internal static class CancelRequest
{
    /// <summary>Who cancels wants to go; a server that does not answer in this time is as good as gone.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static void Send(WireSession session)
    {
        if (session.SecretKey.Length == 0)
        {
            throw new InvalidOperationException(
                "The server gave no key to cancel with (a pooler may stand in between)."
            );
        }

        var options = session.Options;
        var limit =
            options.ConnectTimeout > TimeSpan.Zero && options.ConnectTimeout < Limit ? options.ConnectTimeout : Limit;
        using var deadline = new ConnectDeadline(limit, CancellationToken.None);
        try
        {
            using var socket = SocketDialer.Dial(session.Address, options, deadline);
            using var guard = deadline.Token.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
            Send(session, new NetworkStream(socket, ownsSocket: false));
        }
        catch (Exception e) when (deadline.IsPast)
        {
            throw deadline.Explain(e, options);
        }
    }

    private static void Send(WireSession session, Stream stream)
    {
        using var tls = session.IsEncrypted ? new TlsClient(session.Options) : null;
        using var connection = tls is null ? stream : tls.Negotiate(stream, Encryption.Required);
        var request = new MessageWriter();
        request.BeginUntyped();
        request.Int32(MessageType.CancelRequestCode);
        request.Int32(session.ProcessId);
        request.Bytes(session.SecretKey);
        request.End();
        request.Flush(connection);

        // The server closes after it has sent the signal; only then is the request known to be done.
        Span<byte> nothing = stackalloc byte[1];
        try
        {
            _ = connection.Read(nothing);
        }
        catch (IOException)
        {
            // A reset instead of a close.
        }
    }
}
