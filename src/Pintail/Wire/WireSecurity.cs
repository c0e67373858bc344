using System.Security.Authentication;

namespace Pintail.Wire;

/// <summary>libpq's channel_binding: whether the log-in is tied to the certificate that the server showed.</summary>
public enum WireChannelBinding
{
    Disable,

    /// <summary>Where the server offers it and its certificate allows it.</summary>
    Prefer,
    Require,
}

/// <summary>What a connection is protected by, beside <see cref="WireSslMode"/>. Both planes are given the same.</summary>
public sealed record WireSecurity
{
    /// <summary>libpq's defaults, but for sslcrl, whose default is a file in the home folder.</summary>
    public static readonly WireSecurity Default = new();

    public WireChannelBinding ChannelBinding { get; init; } = WireChannelBinding.Prefer;
    public AuthenticationMethods AllowedMethods { get; init; } = AuthenticationMethods.All;

    /// <summary>
    /// Paths of PEM files, or of folders with files as openssl rehash names them. None: revocation is not looked at.
    /// With some, every certificate up to the root needs a current list of its issuer.
    /// </summary>
    public IReadOnlyList<string> RevocationLists { get; init; } = [];

    /// <summary>sslnegotiation=direct: TLS from the first byte, which servers take from PostgreSQL 17 on.</summary>
    public bool IsDirect { get; init; }

    /// <summary>sslsni: the host's name goes out before the encryption begins, for proxies that choose by it.</summary>
    public bool SendsServerName { get; init; } = true;

    /// <summary>libpq's least version by default, and the newest; not the system's choice, which may allow older ones.</summary>
    public const SslProtocols StandardProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    public SslProtocols Protocols { get; init; } = StandardProtocols;
}
