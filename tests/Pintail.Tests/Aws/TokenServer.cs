using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pintail.Tests.Wire;

namespace Pintail.Tests.Aws;

/// <summary>
/// A server on localhost that takes TLS only, asks for the password as RDS does (in clear text), keeps what it gets, and
/// then refuses it. What comes unencrypted is kept, too.
/// </summary>
internal sealed class TokenServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = TestAuthority.SelfSigned("localhost");

    public TokenServer()
    {
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Passwords { get; } = [];

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            try
            {
                Serve(client.GetStream());
            }
            catch (IOException)
            {
                // It went away.
            }
        }
    }

    private void Serve(NetworkStream stream)
    {
        // SSLRequest: 1234.5679 (src/include/libpq/pqcomm.h).
        if (!new ScriptedPeer(stream).ReadRequest().SequenceEqual<byte>([0x04, 0xd2, 0x16, 0x2f]))
        {
            Passwords.Enqueue("unencrypted");
            return;
        }
        stream.WriteByte((byte)'S');
        using var tls = new SslStream(stream);
        tls.AuthenticateAsServer(_certificate);
        var peer = new ScriptedPeer(tls);
        peer.ReadRequest();
        peer.Send(ServerBytes.Message('R', ServerBytes.Int32(3)));
        Passwords.Enqueue(Encoding.UTF8.GetString(peer.ReadMessage().Body).TrimEnd('\0'));
        peer.Send(ServerBytes.Error("28000", "PAM authentication failed", "FATAL"));
    }
}
