using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Pintail.Wire;

/// <summary>
/// Which SCRAM mechanism is used and what it says about channel binding (RFC 5802, section 6; pg_SASL_init and
/// build_client_final_message in libpq). The only type PostgreSQL has is tls-server-end-point (RFC 5929): the hash of the
/// certificate that the server showed, by the hash its signature uses, SHA-256 in place of MD5 and SHA-1.
/// </summary>
/// <param name="Gs2Header">"p=…" bound; "y" we could, the server does not offer it; "n" we do not.</param>
/// <param name="Data">The certificate's hash; empty when not bound.</param>
internal sealed record ScramBinding(string Mechanism, string Gs2Header, byte[] Data)
{
    public const string Plain = "SCRAM-SHA-256";
    public const string Plus = "SCRAM-SHA-256-PLUS";

    public static readonly ScramBinding None = new(Plain, "n,,", []);

    public bool IsBound => Mechanism == Plus;

    /// <summary>The base64 text of the attribute c.</summary>
    public string Attribute => Convert.ToBase64String([.. Encoding.ASCII.GetBytes(Gs2Header), .. Data]);

    /// <exception cref="PintailException">Binding is required and cannot be had.</exception>
    public static ScramBinding Choose(IReadOnlyList<string> offered, WireOptions options, SslStream? tls)
    {
        var isOffered = offered.Contains(Plus);
        var wanted = options.Security.ChannelBinding;
        if (tls is null && isOffered)
        {
            throw new WireProtocolException($"{options.Address} offers {Plus} on a connection without TLS.");
        }
        if (wanted == WireChannelBinding.Disable)
        {
            return None;
        }
        var hash = tls?.RemoteCertificate is { } certificate && isOffered ? Hash(certificate) : null;
        if (hash is not null)
        {
            return new ScramBinding(Plus, "p=tls-server-end-point,,", hash);
        }
        if (wanted == WireChannelBinding.Require)
        {
            throw new PintailException(
                ErrorKind.SourceAuthentication,
                $"channel_binding=require cannot be met with {options.Address}: "
                    + (
                        tls is null ? "the connection is not encrypted."
                        : isOffered ? "its certificate's signature has no hash that is known here."
                        : "it does not offer it."
                    ),
                "It needs sslmode=require or stronger, a role with a SCRAM password, and a certificate signed by RSA or ECDSA with SHA-2; "
                    + "a proxy that ends TLS cannot have it."
            );
        }
        // Saying "y" where it was offered would be taken for an attack.
        return tls is null || isOffered ? None : new ScramBinding(Plain, "y,,", []);
    }

    private static byte[]? Hash(X509Certificate certificate)
    {
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return copy.SignatureAlgorithm.Value switch
        {
            // RSA with MD5, SHA-1, SHA-256; ECDSA with SHA-1, SHA-256 (RFC 3279, RFC 4055, RFC 5758)
            "1.2.840.113549.1.1.4"
            or "1.2.840.113549.1.1.5"
            or "1.2.840.113549.1.1.11"
            or "1.2.840.10045.4.1"
            or "1.2.840.10045.4.3.2" => SHA256.HashData(copy.RawDataMemory.Span),
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(copy.RawDataMemory.Span),
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(copy.RawDataMemory.Span),
            _ => null,
        };
    }
}
