using System.Security.Authentication;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>The parameters about TLS and the log-in that name no certificate, checked as libpq does (connectOptions2).</summary>
internal static class ConninfoSecurity
{
    private static readonly string[] Protocols = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

    public static WireSecurity Resolve(ConninfoValues values, WireSslMode mode)
    {
        var isDirect = values.Choice("sslnegotiation", ("postgres", false), ("direct", true));
        if (isDirect && mode < WireSslMode.Require)
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("sslnegotiation")} is direct, and an sslmode weaker than require could do without TLS.",
                "Set sslmode to require, verify-ca or verify-full."
            );
        }
        var binding = values.Choice(
            "channel_binding",
            ("prefer", WireChannelBinding.Prefer),
            ("require", WireChannelBinding.Require),
            ("disable", WireChannelBinding.Disable)
        );
        var allowed = ConninfoRequireAuth.Resolve(values);
        if (binding == WireChannelBinding.Require && !allowed.HasFlag(AuthenticationMethods.ScramSha256))
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("channel_binding")} is require, which only scram-sha-256 can do, and require_auth leaves that out.",
                "Allow scram-sha-256, or set channel_binding to prefer."
            );
        }
        return new WireSecurity
        {
            ChannelBinding = binding,
            AllowedMethods = allowed,
            IsDirect = isDirect,
            // As libpq: empty is the default, and anything but 1 is off.
            SendsServerName = values.NonEmpty("sslsni") is null or ['1', ..],
            Protocols = ReadProtocols(values),
        };
    }

    // The versions before 1.2 are no longer spoken by this client: as a lower bound they change nothing.
    private static SslProtocols ReadProtocols(ConninfoValues values)
    {
        var (min, max) = (
            Version(values, "ssl_min_protocol_version", 2),
            Version(values, "ssl_max_protocol_version", 3)
        );
        if (min > max)
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("ssl_min_protocol_version")} is later than {values.Origin("ssl_max_protocol_version")}.",
                "Exchange them."
            );
        }
        return (Math.Max(min, 2), max) switch
        {
            (2, 2) => SslProtocols.Tls12,
            (3, 3) => SslProtocols.Tls13,
            (2, 3) => WireSecurity.StandardProtocols,
            _ => throw ConninfoErrors.NotYetSupported(
                $"{values.Origin("ssl_max_protocol_version")} before TLSv1.2",
                "Use TLSv1.2 or TLSv1.3."
            ),
        };
    }

    private static int Version(ConninfoValues values, string keyword, int standard)
    {
        if (values.NonEmpty(keyword) is not { } text)
        {
            return standard;
        }
        var index = Array.FindIndex(Protocols, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? index
            : throw ConninfoErrors.Invalid(
                $"{values.Origin(keyword)} is no version of TLS.",
                $"Use one of: {string.Join(", ", Protocols)}."
            );
    }
}
