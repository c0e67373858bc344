using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pintail.Wire;

/// <summary>From a host's name or a socket's folder to a connected socket: every address in turn, as libpq does.</summary>
internal static class SocketDialer
{
    // A dead peer is noticed after 60 + 6 × 10 s of silence: sooner than a person gives up, later than a server takes
    // to sort a large table (it answers probes meanwhile).
    private const int KeepAliveSeconds = 60;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveProbes = 6;

    /// <summary>Tries every address of the host; the first that accepts wins.</summary>
    public static (Socket Socket, EndPoint Address) Dial(WireOptions options, ConnectDeadline deadline) =>
        Dial(Resolve(options, deadline), options, deadline);

    public static (Socket Socket, EndPoint Address) Dial(
        IReadOnlyList<EndPoint> addresses,
        WireOptions options,
        ConnectDeadline deadline
    )
    {
        var failures = new List<Exception>();
        for (var i = 0; i < addresses.Count; i++)
        {
            try
            {
                return (Dial(addresses[i], Share(deadline, addresses.Count - i), options, deadline), addresses[i]);
            }
            catch (Exception e) when (e is SocketException or IOException && !deadline.IsPast)
            {
                failures.Add(e);
            }
        }

        throw failures.Count == 1
            ? failures[0]
            : new IOException(
                $"None of the {failures.Count} addresses of {options.Host} accepts a connection: "
                    + string.Join("; ", failures.Select(failure => failure.Message)),
                failures[^1]
            );
    }

    /// <summary>Connects to an address that is already known.</summary>
    public static Socket Dial(EndPoint address, WireOptions options, ConnectDeadline deadline) =>
        Dial(address, Timeout.InfiniteTimeSpan, options, deadline);

    private static Socket Dial(EndPoint address, TimeSpan share, WireOptions options, ConnectDeadline deadline)
    {
        var isUnix = address is UnixDomainSocketEndPoint;
        var socket = new Socket(
            address.AddressFamily,
            SocketType.Stream,
            isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp
        );
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        limit.CancelAfter(share);
        try
        {
            if (!isUnix)
            {
                socket.NoDelay = true;
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
                socket.SetSocketOption(
                    SocketOptionLevel.Tcp,
                    SocketOptionName.TcpKeepAliveInterval,
                    KeepAliveIntervalSeconds
                );
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            }

            using (limit.Token.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket))
            {
                socket.Connect(address);
            }

            limit.Token.ThrowIfCancellationRequested();
            return socket;
        }
        catch (Exception) when (limit.IsCancellationRequested && !deadline.IsPast)
        {
            // Only this address's share of the time is over.
            socket.Dispose();
            throw ConnectDeadline.TimedOut(options, share);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>An address that swallows packets must not eat the time of those after it.</summary>
    private static TimeSpan Share(ConnectDeadline deadline, int addressesLeft) =>
        addressesLeft == 1 || deadline.Remaining is not { } remaining
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromTicks(Math.Max(remaining.Ticks / addressesLeft, TimeSpan.TicksPerMillisecond));

    private static IReadOnlyList<EndPoint> Resolve(WireOptions options, ConnectDeadline deadline)
    {
        if (options.IsUnixSocket)
        {
            // UNIXSOCK_PATH in src/include/libpq/pqcomm.h; an abstract socket's name begins with a zero byte.
            var path = string.Create(CultureInfo.InvariantCulture, $"{options.Host}/.s.PGSQL.{options.Port}");
            return [new UnixDomainSocketEndPoint(path.StartsWith('@') ? "\0" + path[1..] : path)];
        }

        if (IPAddress.TryParse(options.HostAddress ?? options.Host, out var literal))
        {
            return [new IPEndPoint(literal, options.Port)];
        }

        try
        {
            // getaddrinfo cannot be interrupted; the task is left alone when the time is over.
            var addresses = Dns.GetHostAddressesAsync(options.Host, deadline.Token).GetAwaiter().GetResult();
            return addresses.Length > 0
                ? [.. addresses.Select(address => new IPEndPoint(address, options.Port))]
                : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new SocketException(
                (int)e.SocketErrorCode,
                $"The host name \"{options.Host}\" cannot be resolved ({e.SocketErrorCode}). Check its spelling and this machine's DNS."
            );
        }
    }
}
