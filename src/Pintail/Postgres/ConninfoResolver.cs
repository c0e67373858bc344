using System.Buffers;
using System.Globalization;
using System.Net;
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
    private const int DefaultPort = 5432; // DEF_PGPORT
    private const int DefaultConnectTimeoutSeconds = 10;
    private const string DefaultHost = "localhost";

    /// <summary>DEFAULT_PGSOCKET_DIR of Debian's and Red Hat's packages, then of an unchanged source.</summary>
    private static readonly string[] SocketFolders = ["/var/run/postgresql", "/tmp"];

    private static readonly SearchValues<char> NeverInHost = SearchValues.Create(" \t\r\n;=@/?'\"");

    private readonly List<string> _warnings = [];

    public ConnectionSettings Resolve()
    {
        values.Check();
        var mode = ReadSslMode();
        var port = ReadPort();
        var (host, address) = ReadHost(port);
        var user = values.NonEmpty("user") ?? Environment.UserName;
        if (user.Length == 0)
        {
            throw ConninfoErrors.Invalid("The operating system names no user to log in as.", "Set user or PGUSER.");
        }
        var settings = new ConnectionSettings
        {
            Host = host,
            HostAddress = address,
            Port = port,
            User = user,
            Database = values.NonEmpty("dbname") ?? user,
            SslMode = mode,
            Options = values.NonEmpty("options"),
            ApplicationName =
                values.NonEmpty("application_name") ?? values.NonEmpty("fallback_application_name") ?? "pintail",
            ConnectTimeout = ReadConnectTimeout(),
        };
        return WithFiles(settings);
    }

    private ConnectionSettings WithFiles(ConnectionSettings settings)
    {
        if (requiresTls && settings.IsUnixSocket)
        {
            throw ConninfoErrors.Invalid("RDS IAM needs the server's host name, and none is given.", "Set host.");
        }
        var certificates =
            settings.IsUnixSocket || settings.SslMode == WireSslMode.Disable
                ? new ConninfoCertificates(WireSslMode.Disable, null, null, null)
                : ConninfoCertificates.Resolve(settings.SslMode, values, InHome(".postgresql"), _warnings);
        if (certificates.Mode == WireSslMode.VerifyFull)
        {
            RequireVerifiableHost(settings);
        }
        return settings with
        {
            SslMode = certificates.Mode,
            SslRootCertificate = certificates.Root,
            SslCertificate = certificates.Certificate,
            SslKey = certificates.Key,
            SslPassword = certificates.Key is null ? null : values.NonEmpty("sslpassword"),
            Password = values.NonEmpty("password") ?? ReadPasswordFile(settings),
            Warnings = _warnings,
        };
    }

    private (string Host, string? Address) ReadHost(int port)
    {
        RefuseSeveral("host");
        RefuseSeveral("hostaddr");
        var host = values.NonEmpty("host");
        if (host is not null && host[0] is not ('/' or '@') && host.AsSpan().ContainsAny(NeverInHost))
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("host")} holds a character that no host name has.",
                $"{ConninfoErrors.EncodeHint} Separate keyword=value pairs by blanks."
            );
        }
        var address = values.NonEmpty("hostaddr");
        if (address is not null && !IPAddress.TryParse(address, out _))
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("hostaddr")} is not an IP address.",
                "Give a name to look up in host."
            );
        }
        return (host ?? address ?? FindSocketFolder(port), address);
    }

    private static string FindSocketFolder(int port)
    {
        var inUse = Array.Find(SocketFolders, folder => File.Exists($"{folder}/.s.PGSQL.{port}"));
        return inUse ?? (Directory.Exists(SocketFolders[0]) ? SocketFolders[0] : DefaultHost);
    }

    private void RequireVerifiableHost(ConnectionSettings settings)
    {
        if (settings.HostAddress is null)
        {
            return;
        }
        if (values.NonEmpty("host") is null)
        {
            throw ConninfoErrors.Invalid(
                "sslmode=verify-full needs the host's name, and only hostaddr is given.",
                "Give the name in the server's certificate as host."
            );
        }
        if (settings.HostAddress != settings.Host)
        {
            throw ConninfoErrors.NotYetSupported(
                $"{values.Origin("hostaddr")} together with sslmode=verify-full",
                "Leave hostaddr out, or use sslmode=verify-ca."
            );
        }
    }

    private int ReadPort()
    {
        RefuseSeveral("port");
        if (values.NonEmpty("port") is not { } text)
        {
            return DefaultPort;
        }
        return TryParseInteger(text, out var port) && port is >= 1 and <= 65535
            ? (int)port
            : throw ConninfoErrors.Invalid(
                $"{values.Origin("port")} is not a number from 1 to 65535.",
                values.Origin("port") == "port" ? ConninfoErrors.EncodeHint : $"Correct {values.Origin("port")}."
            );
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

    private string? ReadPasswordFile(ConnectionSettings settings)
    {
        var path = values.NonEmpty("passfile") ?? InHome(".pgpass");
        if (path is null)
        {
            return null;
        }
        // A server at the default socket folder is "localhost" in the file; one at another folder is that folder.
        var host = values.NonEmpty("host") ?? values.NonEmpty("hostaddr") ?? DefaultHost;
        if (SocketFolders.Contains(host))
        {
            host = DefaultHost;
        }
        var port = settings.Port.ToString(CultureInfo.InvariantCulture);
        var password = ConninfoPasswordFile.Find(path, [host, port, settings.Database, settings.User], _warnings);
        return string.IsNullOrEmpty(password) ? null : password;
    }

    private void RefuseSeveral(string keyword)
    {
        if (values.Text(keyword)?.Contains(',', StringComparison.Ordinal) == true)
        {
            throw ConninfoErrors.NotYetSupported(
                $"A list in {values.Origin(keyword)} (several hosts)",
                "Name one host."
            );
        }
    }

    private string? InHome(string name)
    {
        var home = values.Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : Path.Combine(home, name);
    }

    private static bool TryParseInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);
}
