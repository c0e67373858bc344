using System.Net;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Where a source is and how to log in there, completely resolved: nothing that uses it looks at the environment or at
/// the user's files again, so the control plane (Npgsql) and the bulk reader (Wire) mean the same server and role.
/// Made by <see cref="Conninfo"/>. Holds a password: never print its parts, only <see cref="Display"/>.
/// </summary>
public sealed record ConnectionSettings
{
    internal const string DefaultApplicationName = "pintail";

    /// <summary>A name or address; with a leading '/' a unix socket folder, with '@' an abstract socket's.</summary>
    public required string Host { get; init; }

    /// <summary>
    /// All hosts where several were named; the properties of a single one then stand for nothing, see <see cref="At"/>.
    /// Empty: there is just that one.
    /// </summary>
    public IReadOnlyList<SourceHost> Hosts { get; init; } = [];

    /// <summary>Which of the hosts will do; also a single one is asked.</summary>
    public TargetSession TargetSession { get; init; }

    /// <summary>Hosts are tried in a random order, and the addresses of each, too.</summary>
    public bool LoadBalanceHosts { get; init; }

    /// <summary>The IP address to connect to in place of looking up <see cref="Host"/>; null to look it up.</summary>
    public string? HostAddress { get; init; }
    public int Port { get; init; } = 5432;
    public required string Database { get; init; }
    public required string User { get; init; }
    public string? Password { get; init; }

    /// <summary>
    /// Asked for each new connection in place of <see cref="Password"/>; may wait. Null where the password does not change.
    /// </summary>
    public Func<CancellationToken, string>? PasswordProvider { get; init; }

    /// <summary>Told when the server refused what <see cref="PasswordProvider"/> gave, so that it gives another. Any thread.</summary>
    public Action? PasswordRefused { get; init; }

    /// <summary>Already <see cref="WireSslMode.Disable"/> for unix sockets, where libpq ignores sslmode.</summary>
    public WireSslMode SslMode { get; init; } = WireSslMode.Prefer;

    public WireSecurity Security { get; init; } = WireSecurity.Default;

    /// <summary>Path to PEM, or "system" for the certificates this machine trusts; null where the mode does not verify.</summary>
    public string? SslRootCertificate { get; init; }

    /// <summary>Path to PEM, always together with <see cref="SslKey"/>; null when none is offered.</summary>
    public string? SslCertificate { get; init; }
    public string? SslKey { get; init; }

    /// <summary>Opens <see cref="SslKey"/> when that is encrypted.</summary>
    public string? SslPassword { get; init; }

    /// <summary>Command-line options for the backend, as libpq's "options".</summary>
    public string? Options { get; init; }
    public string ApplicationName { get; init; } = DefaultApplicationName;

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the user, once, before connecting: a password file that was passed over, and the like.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public bool IsUnixSocket => HostAddress is null && Host is ['/' or '@', ..];

    /// <summary>user@host:port/database, without secrets; several hosts by comma.</summary>
    public string Display => $"{User}@{string.Join(",", AllHosts)}/{Database}";

    /// <summary>host:port/database: which source this is, whoever reads it and whichever of its hosts answers.</summary>
    public string Endpoint => Hosts.Count > 0 ? $"{string.Join(",", Hosts)}/{Database}" : $"{Host}:{Port}/{Database}";

    internal IReadOnlyList<SourceHost> AllHosts =>
        Hosts.Count > 0 ? Hosts : [new SourceHost(Host, HostAddress, Port, Password)];

    public override string ToString() => Display;

    public WireOptions ToWire() =>
        new()
        {
            Host = Host,
            HostAddress = HostAddress,
            Port = Port,
            Database = Database,
            User = User,
            Password = Password,
            PasswordProvider = PasswordProvider,
            PasswordRefused = PasswordRefused,
            SslMode = SslMode,
            SslRootCertificate = SslRootCertificate,
            SslCertificate = SslCertificate,
            SslKey = SslKey,
            SslPassword = SslPassword,
            Security = Security,
            Options = Options,
            ApplicationName = ApplicationName,
            ConnectTimeout = ConnectTimeout,
        };

    /// <summary>With that application_name, where the user gave none.</summary>
    /// <param name="name">At most 63 bytes, which is all that a server keeps.</param>
    internal ConnectionSettings Named(string name) =>
        ApplicationName == DefaultApplicationName ? this with { ApplicationName = name } : this;

    /// <summary>The same source at one of its hosts; libpq ignores sslmode for unix sockets.</summary>
    /// <param name="address">The one of its addresses to dial; null leaves it to the connection.</param>
    internal ConnectionSettings At(SourceHost host, IPAddress? address = null)
    {
        var isUnix = host.IsUnixSocket && address is null;
        return this with
        {
            Hosts = [],
            Host = host.Name,
            HostAddress = address?.ToString() ?? host.Address,
            Port = host.Port,
            Password = host.Password,
            SslMode = isUnix ? WireSslMode.Disable : SslMode,
            SslRootCertificate = isUnix ? null : SslRootCertificate,
            SslCertificate = isUnix ? null : SslCertificate,
            SslKey = isUnix ? null : SslKey,
        };
    }

    /// <summary>
    /// To <see cref="Host"/>, without looking at <see cref="Hosts"/>: see <see cref="NpgsqlSession"/>. Unpooled; the caller owns it. Each connection it opens is a new session, ended by its disposal.</summary>
    public NpgsqlDataSource ToNpgsql() => NpgsqlSource.Build(this);
}
