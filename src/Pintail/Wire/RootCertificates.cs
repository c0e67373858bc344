using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pintail.Wire;

/// <summary>sslrootcert: which certificates a server's has to lead to, and in which modes that is asked for.</summary>
internal static class RootCertificates
{
    private const string ThisMachine = "system";

    /// <summary>Puts the roots into the policy; false when there are none and the mode does without.</summary>
    public static bool TryTrust(WireOptions options, X509ChainPolicy policy)
    {
        if (options.SslRootCertificate == ThisMachine)
        {
            return options.SslMode == WireSslMode.VerifyFull
                ? true
                : throw new PintailException(
                    ErrorKind.Configuration,
                    "sslrootcert=system trusts every certificate authority of this machine, so the host's name must be checked.",
                    "Use sslmode=verify-full with it."
                );
        }

        // As libpq: the file may be missing unless the mode is about verifying.
        if (options.SslRootCertificate is not { } path || !File.Exists(path))
        {
            return options.SslMode is not (WireSslMode.VerifyCa or WireSslMode.VerifyFull)
                ? false
                : throw new PintailException(
                    ErrorKind.Configuration,
                    options.SslRootCertificate is null
                        ? $"sslmode={Keyword(options.SslMode)} needs a root certificate, and none is given."
                        : $"The root certificate file {options.SslRootCertificate} does not exist.",
                    "Name the file of the server's certificate authority in sslrootcert, use sslrootcert=system, or a weaker sslmode."
                );
        }

        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }

        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        return policy.CustomTrustStore.Count > 0 ? true : throw Unreadable(path, inner: null);
    }

    private static string Keyword(WireSslMode mode) => mode == WireSslMode.VerifyCa ? "verify-ca" : "verify-full";

    private static PintailException Unreadable(string path, Exception? inner) =>
        new(
            ErrorKind.Configuration,
            $"The root certificate file {path} holds no certificate that can be read.",
            "It must be a PEM file (-----BEGIN CERTIFICATE-----) that this user may read.",
            inner
        );
}
