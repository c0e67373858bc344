using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pintail.Wire;

/// <summary>
/// TLS inside the Postgres protocol (SSLRequest, or from the first byte), with libpq's rules on what is verified: nothing,
/// unless there is a root certificate file; then the chain, in every mode, with revocation lists where they are named;
/// verify-full also the host's name. Npgsql's connections verify by the same code (<see cref="Configure"/>).
/// </summary>
internal sealed class TlsClient : IDisposable
{
    // PG_ALPN_PROTOCOL in src/include/libpq/pqcomm.h; a direct handshake without it is refused by both sides.
    private static readonly SslApplicationProtocol Alpn = new("postgresql");

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly WireOptions _options;
    private readonly bool _verifiesChain;
    private readonly X509ChainPolicy _policy;
    private readonly ClientCertificate? _clientCertificate;
    private readonly RevocationLists? _revocations;

    /// <summary>Reads the certificates; what is missing or wrong there is a configuration error before anything is sent.</summary>
    public TlsClient(WireOptions options)
    {
        _options = options;
        _policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        _policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        _verifiesChain = RootCertificates.TryTrust(options, _policy);
        _revocations = _verifiesChain ? RevocationLists.Load(options.Security.RevocationLists) : null;
        _clientCertificate = ClientCertificate.Load(options);
    }

    /// <summary>The encrypted stream, or the one given when the server has no TLS and that is allowed.</summary>
    public Stream Negotiate(Stream stream, Encryption encryption)
    {
        if (_options.Security.IsDirect)
        {
            return HandshakeDirectly(stream);
        }

        var answer = Request(stream);
        return answer switch
        {
            (byte)'S' => Handshake(stream),
            (byte)'N' when encryption == Encryption.IfOffered => stream,
            (byte)'N' => throw Refused($"{_options.Address} has no TLS, and sslmode asks for it."),
            // The text of an error is not shown: anybody on the way could have written it.
            (byte)'E' => throw Refused($"{_options.Address} answers the request for TLS with an error."),
            _ => throw new WireProtocolException(
                $"{_options.Address} answers the request for TLS with {MessageType.Name(answer)}. Is it a PostgreSQL server?"
            ),
        };
    }

    public void Dispose() => _clientCertificate?.Dispose();

    /// <summary>One byte is read and not more: what follows it unencrypted must never be taken for the server's word.</summary>
    private static byte Request(Stream stream)
    {
        var request = new MessageWriter();
        request.BeginUntyped();
        request.Int32(MessageType.SslRequestCode);
        request.End();
        request.Flush(stream);
        Span<byte> answer = stackalloc byte[1];
        return stream.Read(answer) == 1
            ? answer[0]
            : throw new EndOfStreamException("The server closed the connection when it was asked for TLS.");
    }

    /// <summary>What a handshake sends and checks; a certificate that is refused throws <see cref="PintailException"/> from it.</summary>
    public void Configure(SslClientAuthenticationOptions handshake)
    {
        handshake.TargetHost = _options.Security.SendsServerName && !IsPath(_options.Host) ? _options.Host : "";
        handshake.ApplicationProtocols = [Alpn];
        handshake.EnabledSslProtocols = _options.Security.Protocols;
        handshake.CertificateChainPolicy = _policy;
        handshake.ClientCertificates = null;
        handshake.ClientCertificateContext = _clientCertificate?.Context;
        handshake.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            FindFault(certificate as X509Certificate2, chain, errors) is { } fault ? throw Refused(fault) : true;
    }

    private static bool IsPath(string host) => host is ['/' or '@', ..];

    private SslStream Handshake(Stream stream)
    {
        var ssl = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            var handshake = new SslClientAuthenticationOptions();
            Configure(handshake);
            ssl.AuthenticateAsClient(handshake);
            return ssl;
        }
        catch (AuthenticationException e)
        {
            ssl.Dispose();
            throw Refused($"The TLS handshake with {_options.Address} failed: {e.Message}", e);
        }
        catch
        {
            ssl.Dispose();
            throw;
        }
    }

    /// <summary>A server before PostgreSQL 17 closes, as it does on any bytes it does not know.</summary>
    private SslStream HandshakeDirectly(Stream stream)
    {
        const string hint = "sslnegotiation=direct needs PostgreSQL 17 or later there; leave it out for others.";
        SslStream ssl;
        try
        {
            ssl = Handshake(stream);
        }
        catch (IOException e)
        {
            throw new PintailException(
                ErrorKind.SourceUnreachable,
                $"{_options.Address} closed the connection during a direct TLS handshake.",
                hint,
                e
            );
        }

        if (ssl.NegotiatedApplicationProtocol != Alpn)
        {
            ssl.Dispose();
            throw new PintailException(
                ErrorKind.SourceAuthentication,
                $"{_options.Address} takes a direct TLS handshake, but not for the protocol \"postgresql\".",
                hint
            );
        }

        return ssl;
    }

    /// <summary>Null when the certificate will do.</summary>
    private string? FindFault(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!_verifiesChain)
        {
            return null;
        }

        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return $"{_options.Address} shows no certificate.";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var reasons = chain.ChainStatus.Select(status => status.Status.ToString()).Distinct();
            return $"The certificate of {_options.Address} does not lead to one in {_options.SslRootCertificate} ({string.Join(", ", reasons)}).";
        }

        if (_options.SslMode == WireSslMode.VerifyFull && !certificate.MatchesHostname(_options.Host))
        {
            return $"The certificate of {_options.Address} is not made out to {_options.Host}.";
        }

        return _revocations?.FindFault(chain) is { } revoked ? $"{_options.Address}: {revoked}" : null;
    }

    private static PintailException Refused(string message, Exception? inner = null) =>
        new(
            ErrorKind.SourceAuthentication,
            message,
            "Check sslmode, sslrootcert and the host name; sslmode=prefer does without TLS where the server has none.",
            inner
        );
}
