using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pintail.Wire;

/// <summary>sslcert, sslkey, sslpassword: this client's certificate with its chain and its private key, from PEM files.</summary>
internal sealed class ClientCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _chain;

    private ClientCertificate(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        _certificate = certificate;
        _chain = chain;
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    public SslStreamCertificateContext Context { get; }

    /// <summary>Null when the options name none.</summary>
    public static ClientCertificate? Load(WireOptions options)
    {
        if (options.SslCertificate is not { } path)
        {
            return null;
        }

        try
        {
            // As libpq: a password for a key that is not encrypted is no error.
            var key = File.ReadAllText(options.SslKey ?? path);
            var certificate = key.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromEncryptedPem(File.ReadAllText(path), key, options.SslPassword ?? "")
                : X509Certificate2.CreateFromPem(File.ReadAllText(path), key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(path);
            return new ClientCertificate(certificate, chain);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // The inner exception is left out: whatever a parser says about a private key is not for a log.
            throw new PintailException(
                ErrorKind.Configuration,
                $"The client certificate {path} with the key {options.SslKey ?? path} cannot be read ({e.GetType().Name}).",
                "Both must be PEM files that this user may read and belong together; an encrypted key must be PKCS #8 "
                    + "(openssl pkcs8 -topk8) with its password in sslpassword."
            );
        }
    }

    public void Dispose()
    {
        _certificate.Dispose();
        foreach (var certificate in _chain)
        {
            certificate.Dispose();
        }
    }
}
