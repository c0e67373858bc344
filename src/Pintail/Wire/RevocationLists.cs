using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pintail.Wire;

/// <summary>
/// sslcrl and sslcrldir: every certificate from the server's up to the root needs a current list of its issuer, and must
/// not be on any (X509_V_FLAG_CRL_CHECK and CRL_CHECK_ALL, which libpq sets). .NET can take lists only from a store of its
/// own, so they are read here.
/// </summary>
internal sealed class RevocationLists
{
    /// <summary>The largest public lists have some tens of MB.</summary>
    private const int MaxFileBytes = 256 << 20;

    private readonly List<RevocationList> _lists = [];

    /// <summary>Null when none are named.</summary>
    /// <exception cref="PintailException">A file cannot be read, or is no list.</exception>
    public static RevocationLists? Load(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return null;
        }

        var lists = new RevocationLists();
        foreach (var path in paths.SelectMany(Files))
        {
            lists.Read(path);
        }

        return lists;
    }

    /// <summary>Null when no certificate of the chain is revoked; else what is wrong.</summary>
    public string? FindFault(X509Chain chain)
    {
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            var certificate = chain.ChainElements[i].Certificate;
            // The root is its own issuer.
            var issuer = chain.ChainElements[Math.Min(i + 1, chain.ChainElements.Count - 1)].Certificate;
            if (FindFault(certificate, issuer) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? FindFault(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var own = _lists.Where(list => list.IssuerName.AsSpan().SequenceEqual(certificate.IssuerName.RawData)).ToList();
        if (own.Count == 0)
        {
            return $"no revocation list of {certificate.Issuer} is in what sslcrl and sslcrldir name, so {certificate.Subject} cannot be checked.";
        }

        foreach (var list in own)
        {
            if (!list.IsSignedBy(issuer))
            {
                return $"the revocation list {list.Path} is not signed by {certificate.Issuer}.";
            }

            if (list.Contains(certificate))
            {
                return $"the certificate {certificate.Subject} is revoked (by {list.Path}).";
            }
        }

        var now = DateTimeOffset.UtcNow;
        return own.Exists(list => list.IsCurrent(now))
            ? null
            : $"the revocation list {own[0].Path} is out of date or not yet valid: get a new one from {certificate.Issuer}.";
    }

    /// <summary>In a folder, those named as openssl rehash does: eight digits of the issuer's hash, then .r and a number.</summary>
    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path)
            ? Directory
                .EnumerateFiles(path)
                .Where(file => Path.GetExtension(file) is ['.', 'r', .. var number] && number.All(char.IsAsciiDigit))
            : [path];

    private void Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
            {
                throw Unreadable(path, $"it is larger than {MaxFileBytes >> 20} MiB");
            }

            var before = _lists.Count;
            ReadOnlySpan<char> rest = File.ReadAllText(path);
            while (PemEncoding.TryFind(rest, out var fields))
            {
                if (rest[fields.Label] is "X509 CRL")
                {
                    _lists.Add(
                        RevocationList.Parse(Convert.FromBase64String(rest[fields.Base64Data].ToString()), path)
                    );
                }

                rest = rest[fields.Location.End..];
            }

            if (_lists.Count == before)
            {
                throw Unreadable(path, "it holds no PEM block of a list");
            }
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or System.Formats.Asn1.AsnContentException
            )
        {
            throw Unreadable(path, e.GetType().Name);
        }
    }

    private static PintailException Unreadable(string path, string reason) =>
        new(
            ErrorKind.Configuration,
            $"The revocation list {path} cannot be used: {reason}.",
            "It must be a PEM file (-----BEGIN X509 CRL-----) that this user may read."
        );
}
