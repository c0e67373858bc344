using System.Globalization;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// From single parameters to complete settings: given value, else variable, else libpq's default, one parameter at a
/// time (conninfo_add_defaults and connectOptions2 in fe-connect.c). Deliberately unlike libpq: connect_timeout is 10 s
/// unless said otherwise, because a run must not hang for ever on a firewall, and the unix socket folder is the one that
/// exists, because the folder compiled into libpq differs from system to system.
/// </summary>
internal sealed class ConninfoResolver(ConninfoValues values, bool requiresTls)
{
    private const int DefaultConnectTimeoutSeconds = 10;

    private readonly List<string> _warnings = [];

    public ConnectionSettings Resolve()
    {
        values.Check();
        var mode = ReadSslMode();
        var hosts = ConninfoHosts.Resolve(values);
        var user = values.NonEmpty("user") ?? Environment.UserName;
        if (user.Length == 0)
        {
            throw ConninfoErrors.Invalid("The operating system names no user to log in as.", "Set user or PGUSER.");
        }
        var settings = new ConnectionSettings
        {
            Host = hosts[0].Name,
            User = user,
            Database = values.NonEmpty("dbname") ?? user,
            TargetSession = values.Choice(
                "target_session_attrs",
                ("any", TargetSession.Any),
                ("read-write", TargetSession.ReadWrite),
                ("read-only", TargetSession.ReadOnly),
                ("primary", TargetSession.Primary),
                ("standby", TargetSession.Standby),
                ("prefer-standby", TargetSession.PreferStandby)
            ),
            LoadBalanceHosts = values.Choice("load_balance_hosts", ("disable", false), ("random", true)),
            SslMode = mode,
            Security = ConninfoSecurity.Resolve(values, mode),
            Options = values.NonEmpty("options"),
            ApplicationName =
                values.NonEmpty("application_name")
                ?? values.NonEmpty("fallback_application_name")
                ?? ConnectionSettings.DefaultApplicationName,
            ConnectTimeout = ReadConnectTimeout(),
        };
        return WithFiles(settings, hosts);
    }

    private ConnectionSettings WithFiles(ConnectionSettings settings, IReadOnlyList<SourceHost> hosts)
    {
        if (requiresTls && (hosts.Count > 1 || hosts[0].IsUnixSocket))
        {
            throw ConninfoErrors.Invalid(
                hosts.Count > 1
                    ? "RDS IAM takes one host: a token is made for one."
                    : "RDS IAM needs the server's host name, and none is given.",
                "Set host to the instance's or the cluster's endpoint."
            );
        }
        var mayEncrypt = settings.SslMode != WireSslMode.Disable && hosts.Any(host => !host.IsUnixSocket);
        var certificates = mayEncrypt
            ? ConninfoCertificates.Resolve(settings.SslMode, values, _warnings)
            : ConninfoCertificates.None;
        if (certificates.Mode == WireSslMode.VerifyFull)
        {
            RequireVerifiableHosts(hosts);
        }
        var all = hosts.Select(host => host with { Password = ReadPassword(host, settings) }).ToList();
        settings = settings with
        {
            SslMode = certificates.Mode,
            SslRootCertificate = certificates.Root,
            SslCertificate = certificates.Certificate,
            SslKey = certificates.Key,
            SslPassword = certificates.Key is null ? null : values.NonEmpty("sslpassword"),
            Security = settings.Security with { RevocationLists = certificates.RevocationLists },
            Warnings = [.. _warnings.Distinct()],
        };
        return all.Count == 1 ? settings.At(all[0]) : settings with { Hosts = all };
    }

    /// <summary>As libpq: the name in the certificate must be known, and an address that was given is none.</summary>
    private void RequireVerifiableHosts(IReadOnlyList<SourceHost> hosts)
    {
        if (hosts.Any(host => host.Address is not null && host.Name == host.Address) && values.NonEmpty("host") is null)
        {
            throw ConninfoErrors.Invalid(
                "sslmode=verify-full needs the host's name, and only hostaddr is given.",
                "Give the name in the server's certificate as host."
            );
        }
    }

    private TimeSpan ReadConnectTimeout()
    {
        if (values.Text("connect_timeout") is not { } text)
        {
            return TimeSpan.FromSeconds(DefaultConnectTimeoutSeconds);
        }
        if (!TryParseInteger(text, out var seconds) || seconds is < int.MinValue or > int.MaxValue)
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("connect_timeout")} is not a whole number of seconds.",
                "0 waits for ever."
            );
        }
        // libpq up to 16: what is not positive waits for ever, and 1 could end at once because of rounding.
        return seconds <= 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(Math.Max(2, seconds));
    }

    private WireSslMode ReadSslMode()
    {
        var mode = ReadGivenSslMode();
        if (!requiresTls || mode >= WireSslMode.Require)
        {
            return mode;
        }
        // allow and prefer would go on without TLS where there is none, and the secret with them.
        return mode != WireSslMode.Disable
            ? WireSslMode.Require
            : throw ConninfoErrors.Invalid(
                $"{values.Origin("sslmode")} is disable, and an IAM token must not be sent unencrypted.",
                "Use require or, with sslrootcert, verify-full."
            );
    }

    private WireSslMode ReadGivenSslMode()
    {
        var text = values.Text("sslmode");
        if (text is null)
        {
            return values.Variable("PGREQUIRESSL")?[0] == '1'
                ? WireSslMode.Require
                : ConninfoCertificates.DefaultMode(values);
        }
        return text switch
        {
            "disable" => WireSslMode.Disable,
            "allow" => WireSslMode.Allow,
            "prefer" => WireSslMode.Prefer,
            "require" => WireSslMode.Require,
            "verify-ca" => WireSslMode.VerifyCa,
            "verify-full" => WireSslMode.VerifyFull,
            _ => throw ConninfoErrors.Invalid(
                $"{values.Origin("sslmode")} is \"{text}\".",
                "Use disable, allow, prefer, require, verify-ca or verify-full."
            ),
        };
    }

    private string? ReadPassword(SourceHost host, ConnectionSettings settings)
    {
        if (values.NonEmpty("password") is { } given)
        {
            return given;
        }
        if ((values.NonEmpty("passfile") ?? values.InHome(".pgpass")) is not { } path)
        {
            return null;
        }
        var port = host.Port.ToString(CultureInfo.InvariantCulture);
        var password = ConninfoPasswordFile.Find(
            path,
            [ConninfoHosts.InPasswordFile(host), port, settings.Database, settings.User],
            _warnings
        );
        return string.IsNullOrEmpty(password) ? null : password;
    }

    private static bool TryParseInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);
}
