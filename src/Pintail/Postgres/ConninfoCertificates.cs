using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>The files TLS uses, found and checked as libpq does (initialize_SSL in fe-secure-openssl.c).</summary>
/// <param name="Mode">The sslmode that holds once the files are known.</param>
/// <param name="RevocationLists">Files and folders; empty where the mode does not verify.</param>
internal sealed record ConninfoCertificates(
    WireSslMode Mode,
    string? Root,
    string? Certificate,
    string? Key,
    IReadOnlyList<string> RevocationLists
)
{
    public static readonly ConninfoCertificates None = new(WireSslMode.Disable, null, null, null, []);

    private static readonly string[] RevocationKeywords = ["sslcrl", "sslcrldir"];

    /// <summary>In place of a path: the certificates this machine trusts.</summary>
    public const string SystemRoots = "system";

    public static ConninfoCertificates Resolve(WireSslMode mode, ConninfoValues values, List<string> warnings)
    {
        var folder = values.InHome(".postgresql");
        var root = FindRoot(ref mode, values, folder, warnings);
        var lists = FindRevocationLists(root is not null, values, folder, warnings);
        var certificate = values.Text("sslcertmode") == "disable" ? null : FindCertificate(values, folder);
        return new(mode, root, certificate, certificate is null ? null : FindKey(certificate, values, folder), lists);
    }

    /// <summary>The default of sslmode, which depends on the roots since libpq 16.</summary>
    public static WireSslMode DefaultMode(ConninfoValues values) =>
        values.Text("sslrootcert") == SystemRoots ? WireSslMode.VerifyFull : WireSslMode.Prefer;

    private static string? FindRoot(ref WireSslMode mode, ConninfoValues values, string? folder, List<string> warnings)
    {
        var named = values.NonEmpty("sslrootcert");
        if (named == SystemRoots)
        {
            return mode == WireSslMode.VerifyFull
                ? SystemRoots
                : throw ConninfoErrors.Invalid(
                    $"{values.Origin("sslrootcert")}=system does not go with an sslmode weaker than verify-full.",
                    "Set sslmode=verify-full or leave it out."
                );
        }
        if (mode < WireSslMode.Require)
        {
            // libpq would check the chain where the file exists, and then go on without encryption if it is wrong;
            // a mode that promises no protection is not worth a refusal.
            return null;
        }
        var path = named ?? InFolder(folder, "root.crt");
        if (path is not null && File.Exists(path))
        {
            // As documented for libpq: with a root file, require means verify-ca.
            mode = mode == WireSslMode.Require ? WireSslMode.VerifyCa : mode;
            return path;
        }
        if (mode >= WireSslMode.VerifyCa)
        {
            throw ConninfoErrors.Invalid(
                path is null
                    ? "There is no home folder to look for the root certificate file in."
                    : $"The root certificate file \"{path}\" does not exist, and sslmode asks to verify the server.",
                "Provide the file, name another with sslrootcert, or use sslrootcert=system for the system's roots."
            );
        }
        if (named is not null)
        {
            warnings.Add(
                $"The root certificate file \"{named}\" does not exist: the server's certificate is not verified."
            );
        }
        return null;
    }

    /// <summary>~/.postgresql/root.crl counts where neither parameter is given. A named one that is missing is an error, unlike in libpq.</summary>
    private static List<string> FindRevocationLists(
        bool isVerified,
        ConninfoValues values,
        string? folder,
        List<string> warnings
    )
    {
        var lists = new List<string>();
        foreach (var keyword in RevocationKeywords.Where(keyword => values.NonEmpty(keyword) is not null))
        {
            var path = values.NonEmpty(keyword)!;
            if (!isVerified)
            {
                warnings.Add(
                    $"{values.Origin(keyword)} has no effect: with this sslmode and without sslrootcert the server's certificate is not verified."
                );
            }
            else if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw ConninfoErrors.Invalid(
                    $"The revocation list \"{path}\" ({values.Origin(keyword)}) does not exist.",
                    $"Name what exists, or leave {values.Origin(keyword)} out."
                );
            }
            else
            {
                lists.Add(path);
            }
        }
        var standard = InFolder(folder, "root.crl");
        if (lists.Count == 0 && isVerified && File.Exists(standard))
        {
            lists.Add(standard);
        }
        return lists;
    }

    private static string? FindCertificate(ConninfoValues values, string? folder)
    {
        if (values.NonEmpty("sslcert") is { } named)
        {
            // libpq goes on without a certificate here. Npgsql, which reads PGSSLCERT by itself, could not.
            return File.Exists(named)
                ? named
                : throw ConninfoErrors.Invalid(
                    $"The client certificate file \"{named}\" ({values.Origin("sslcert")}) does not exist.",
                    $"Name an existing file, or leave {values.Origin("sslcert")} out to connect without one."
                );
        }
        var path = InFolder(folder, "postgresql.crt");
        return File.Exists(path) ? path : null;
    }

    private static string FindKey(string certificate, ConninfoValues values, string? folder)
    {
        var key = values.NonEmpty("sslkey") ?? InFolder(folder, "postgresql.key");
        if (!File.Exists(key))
        {
            throw ConninfoErrors.Invalid(
                $"The client certificate \"{certificate}\" has no private key: "
                    + (key is null ? "sslkey is not set." : $"\"{key}\" does not exist."),
                "Name the key file with sslkey."
            );
        }
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(key) & Forbidden(FileOwner.IsRoot(key))) != 0)
        {
            throw ConninfoErrors.Invalid(
                $"The private key file \"{key}\" is open to group or others.",
                $"chmod 0600 \"{key}\" (0640 is allowed when root owns it)."
            );
        }
        return key;
    }

    private static UnixFileMode Forbidden(bool ownedByRoot)
    {
        const UnixFileMode always =
            UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;
        return ownedByRoot ? always : always | UnixFileMode.GroupRead;
    }

    private static string? InFolder(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);
}
