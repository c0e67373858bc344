using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>Server certificates of kinds that the shared server does not have, shown by a scripted one.</summary>
public sealed class TlsCertificateTests : IDisposable
{
    private readonly string _root = Path.GetTempFileName();

    public void Dispose() => File.Delete(_root);

    [Fact]
    public void Self_signed_certificate_is_its_own_root()
    {
        using var certificate = TestAuthority.SelfSigned("localhost");
        using var server = Showing(certificate, certificate.ExportCertificatePem());
        using var connection = Open(server, WireSslMode.VerifyFull);
        Assert.True(connection.IsEncrypted);
    }

    [Fact]
    public void Wildcard_stands_for_one_label_only()
    {
        using var authority = new TestAuthority("CA");
        using var certificate = authority.Issue("server", "*.localhost");
        using var server = Showing(certificate, authority.Pem);
        Assert.Throws<PintailException>(() => Open(server, WireSslMode.VerifyFull));
    }

    [Fact]
    public void Expired_certificate_is_refused_where_the_chain_is_verified()
    {
        using var authority = new TestAuthority("CA");
        using var certificate = authority.Issue("server", "localhost", expired: true);
        using var server = Showing(certificate, authority.Pem);
        var error = Assert.Throws<PintailException>(() => Open(server, WireSslMode.VerifyCa));
        Assert.Contains("NotTimeValid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_certificate_does_not_pass_for_a_servers()
    {
        using var authority = new TestAuthority("CA");
        using var certificate = authority.Issue("localhost");
        using var server = Showing(certificate, authority.Pem);
        Assert.Throws<PintailException>(() => Open(server, WireSslMode.VerifyCa));
    }

    [Fact]
    public void Bytes_before_the_handshake_are_not_taken_for_the_servers_word()
    {
        // CVE-2021-23222: what an attacker adds after the 'S' must not be read as if it had come encrypted.
        using var server = new ScriptedServer(peer =>
        {
            peer.ReadRequest();
            peer.Send([(byte)'S', .. ServerBytes.Start]);
            peer.WaitForClose();
        });
        Assert.ThrowsAny<Exception>(() => Open(server, WireSslMode.Require));
    }

    private ScriptedServer Showing(X509Certificate2 certificate, string rootPem)
    {
        File.WriteAllText(_root, rootPem);
        return new ScriptedServer(peer =>
        {
            peer.ReadRequest();
            peer.Send((byte)'S');
            using var encrypted = new SslStream(peer.Stream);
            encrypted.AuthenticateAsServer(certificate);
            var secured = new ScriptedPeer(encrypted);
            secured.ReadRequest();
            secured.Send(ServerBytes.Start);
            secured.WaitForClose();
        });
    }

    private WireConnection Open(ScriptedServer server, WireSslMode mode) =>
        WireConnection.Open(
            server.Options with
            {
                Host = "localhost",
                SslMode = mode,
                SslRootCertificate = _root,
            },
            CancellationToken.None
        );
}
