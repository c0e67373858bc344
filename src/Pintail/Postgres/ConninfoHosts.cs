using System.Buffers;
using System.Globalization;
using System.Net;

namespace Pintail.Postgres;

/// <summary>
/// host, hostaddr and port as lists, by comma and in step (connectOptions2 in libpq's fe-connect.c): as many hostaddr
/// as host where both are given, one port for all or one for each, and what is left empty is the default.
/// </summary>
internal static class ConninfoHosts
{
    private const int DefaultPort = 5432; // DEF_PGPORT
    private const string DefaultHost = "localhost";

    /// <summary>More is a mistake; each may take a connect_timeout.</summary>
    private const int MaxHosts = 100;

    /// <summary>DEFAULT_PGSOCKET_DIR of Debian's and Red Hat's packages, then of an unchanged source.</summary>
    private static readonly string[] SocketFolders = ["/var/run/postgresql", "/tmp"];

    private static readonly SearchValues<char> NeverInHost = SearchValues.Create(" \t\r\n;=@/?'\"");

    /// <summary>At least one; without passwords.</summary>
    public static IReadOnlyList<SourceHost> Resolve(ConninfoValues values)
    {
        var names = Split(values.NonEmpty("host"));
        var addresses = Split(values.NonEmpty("hostaddr"));
        var ports = Split(values.NonEmpty("port"));
        var count = Math.Max(1, addresses.Length > 0 ? addresses.Length : names.Length);
        if (names.Length > 0 && names.Length != count)
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("host")} names {names.Length} hosts and {values.Origin("hostaddr")} {count} addresses.",
                "Give as many of the one as of the other; leave empty what a host has not."
            );
        }
        if (ports.Length > 1 && ports.Length != count)
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("port")} gives {ports.Length} ports for {count} hosts.",
                "Give one port for all hosts, or one for each."
            );
        }
        if (count > MaxHosts)
        {
            throw ConninfoErrors.Invalid($"{count} hosts are named; {MaxHosts} are possible.", "Name fewer.");
        }
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    Host(
                        values,
                        names.Length > 0 ? names[i] : "",
                        addresses.Length > 0 ? addresses[i] : "",
                        Port(values, ports.Length > 1 ? ports[i] : ports.FirstOrDefault() ?? "")
                    )
                ),
        ];
    }

    /// <summary>
    /// What a host is called in a password file: a server at the default socket folder is "localhost", one at another
    /// folder is that folder.
    /// </summary>
    public static string InPasswordFile(SourceHost host) => SocketFolders.Contains(host.Name) ? DefaultHost : host.Name;

    private static SourceHost Host(ConninfoValues values, string name, string address, int port)
    {
        if (name.Length > 0 && name[0] is not ('/' or '@') && name.AsSpan().ContainsAny(NeverInHost))
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("host")} holds a character that no host name has.",
                $"{ConninfoErrors.EncodeHint} Separate keyword=value pairs by blanks."
            );
        }
        if (address.Length > 0 && !IPAddress.TryParse(address, out _))
        {
            throw ConninfoErrors.Invalid(
                $"{values.Origin("hostaddr")} is not an IP address.",
                "Give a name to look up in host."
            );
        }
        if (name.Length == 0)
        {
            name = address.Length > 0 ? address : FindSocketFolder(port);
        }
        return new SourceHost(name, address.Length > 0 ? address : null, port, Password: null);
    }

    private static string FindSocketFolder(int port)
    {
        var inUse = Array.Find(SocketFolders, folder => File.Exists($"{folder}/.s.PGSQL.{port}"));
        return inUse ?? (Directory.Exists(SocketFolders[0]) ? SocketFolders[0] : DefaultHost);
    }

    private static int Port(ConninfoValues values, string text)
    {
        if (text.Length == 0)
        {
            return DefaultPort;
        }
        return
            int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var port)
            && port is >= 1 and <= 65535
            ? port
            : throw ConninfoErrors.Invalid(
                $"{values.Origin("port")} is not a number from 1 to 65535.",
                values.Origin("port") == "port" ? ConninfoErrors.EncodeHint : $"Correct {values.Origin("port")}."
            );
    }

    private static string[] Split(string? text) => text?.Split(',') ?? [];
}
