using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pintail.Tests.Wire;

/// <summary>A certificate authority made for one test run, and certificates signed by it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-2);
    private readonly X509Certificate2 _root;

    public TestAuthority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(Start, Start.AddYears(1));
    }

    public string Pem => _root.ExportCertificatePem();

    public static X509Certificate2 SelfSigned(string host)
    {
        using var key = RSA.Create(2048);
        return Request(host, host, key, ServerUse).CreateSelfSigned(Start, Start.AddYears(1));
    }

    /// <summary>A server's certificate for a host, or a client's for a role (host null).</summary>
    public X509Certificate2 Issue(string name, string? host = null, bool expired = false)
    {
        using var key = RSA.Create(2048);
        var request = Request(name, host, key, host is null ? ClientUse : ServerUse);
        var end = expired ? Start.AddDays(1) : Start.AddMonths(6);
        using var certificate = request.Create(_root, Start, end, RandomNumberGenerator.GetBytes(12));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose() => _root.Dispose();

    private static CertificateRequest Request(string name, string? host, RSA key, string use)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }

        return request;
    }
}

internal static class CertificatePem
{
    public static string KeyPem(this X509Certificate2 certificate) =>
        certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public static string EncryptedKeyPem(this X509Certificate2 certificate, string password) =>
        certificate
            .GetRSAPrivateKey()!
            .ExportEncryptedPkcs8PrivateKeyPem(
                password,
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)
            );
}
