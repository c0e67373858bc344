using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pintail.Wire;

/// <summary>
/// TLS inside the Postgres protocol (SSLRequest), with libpq's rules on what is verified: nothing, unless there is a
/// root certificate file; then the chain, in every mode; verify-full also the host's name. Certificate revocation
/// lists are not looked at.
/// </summary>
internal sealed class TlsClient : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly WireOptions _options;
    private readonly bool _verifiesChain;
    private readonly X509ChainPolicy _policy;
    private readonly ClientCertificate? _clientCertificate;
    private string? _refusal;

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
        _clientCertificate = ClientCertificate.Load(options);
    }

    /// <summary>The encrypted stream, or the one given when the server has no TLS and that is allowed.</summary>
    public Stream Negotiate(Stream stream, Encryption encryption)
    {
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

    private SslStream Handshake(Stream stream)
    {
        var ssl = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            ssl.AuthenticateAsClient(
                new SslClientAuthenticationOptions
                {
                    TargetHost = _options.Host,
                    CertificateChainPolicy = _policy,
                    ClientCertificateContext = _clientCertificate?.Context,
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        Accept(certificate as X509Certificate2, chain, errors),
                }
            );
            return ssl;
        }
        catch (AuthenticationException e)
        {
            ssl.Dispose();
            throw Refused(_refusal ?? $"The TLS handshake with {_options.Address} failed: {e.Message}", e);
        }
        catch
        {
            ssl.Dispose();
            throw;
        }
    }

    private bool Accept(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!_verifiesChain)
        {
            return true;
        }

        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            _refusal = $"{_options.Address} shows no certificate.";
        }
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var reasons = chain?.ChainStatus.Select(status => status.Status.ToString()).Distinct() ?? [];
            _refusal =
                $"The certificate of {_options.Address} does not lead to one in {_options.SslRootCertificate} ({string.Join(", ", reasons)}).";
        }
        else if (_options.SslMode == WireSslMode.VerifyFull && !certificate.MatchesHostname(_options.Host))
        {
            _refusal = $"The certificate of {_options.Address} is not made out to {_options.Host}.";
        }

        return _refusal is null;
    }

    private static PintailException Refused(string message, Exception? inner = null) =>
        new(
            ErrorKind.SourceAuthentication,
            message,
            "Check sslmode, sslrootcert and the host name; sslmode=prefer does without TLS where the server has none.",
            inner
        );
}
