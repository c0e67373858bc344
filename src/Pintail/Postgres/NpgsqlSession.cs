using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// A connection of the control plane, and at which host and address it ended up: whoever reads its snapshot dials
/// <see cref="Settings"/>, which name just that one. So names are looked up here and not by Npgsql: one name may stand
/// for several servers, and they answer in turn.
/// </summary>
internal sealed record NpgsqlSession(ConnectionSettings Settings, NpgsqlDataSource Source, NpgsqlConnection Connection)
    : IDisposable
{
    /// <summary>It did not answer, and whoever waits for its disposal would wait for that.</summary>
    private bool _isSilent;

    /// <exception cref="Exception">As Npgsql's, or <see cref="PintailException"/> where none of several hosts will do.</exception>
    public static Task<NpgsqlSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellation) =>
        HostWalk.OpenAsync(
            settings,
            host => OpenHostAsync(host, cancellation),
            session => session.AskAsync(cancellation)
        );

    public void Dispose()
    {
        if (_isSilent)
            _ = Task.Run(Close);
        else
            Close();
    }

    private void Close()
    {
        Connection.Dispose();
        Source.Dispose();
    }

    private static async Task<NpgsqlSession> OpenHostAsync(ConnectionSettings settings, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var addresses = await AddressesAsync(settings, cancellation);
        for (var i = 0; ; i++)
        {
            var left = addresses.Count - i;
            try
            {
                return await OpenAddressAsync(settings, addresses[i], Share(settings, started, left), cancellation);
            }
            catch (Exception e) when (left > 1 && e is not PostgresException && HostWalk.AnotherMayHelp(e))
            {
                // The next address of the name.
            }
        }
    }

    private static async Task<NpgsqlSession> OpenAddressAsync(
        ConnectionSettings settings,
        IPAddress? address,
        TimeSpan limit,
        CancellationToken cancellation
    )
    {
        var host = settings.At(settings.AllHosts[0], address);
        var source = (host with { ConnectTimeout = limit }).ToNpgsql();
        try
        {
            return new NpgsqlSession(host, source, await source.OpenConnectionAsync(cancellation));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Null stands for what needs no look-up.</summary>
    private static async Task<IReadOnlyList<IPAddress?>> AddressesAsync(
        ConnectionSettings settings,
        CancellationToken cancellation
    )
    {
        if (settings.IsUnixSocket || settings.HostAddress is not null || IPAddress.TryParse(settings.Host, out _))
        {
            return [null];
        }
        // getaddrinfo cannot be interrupted; the task is left alone when the time is over.
        var addresses = await Dns.GetHostAddressesAsync(settings.Host, cancellation)
            .WaitAsync(settings.ConnectTimeout, cancellation);
        if (settings.LoadBalanceHosts)
        {
            Random.Shared.Shuffle(addresses);
        }
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>An address that swallows packets must not eat the time of those after it. Npgsql knows whole seconds.</summary>
    private static TimeSpan Share(ConnectionSettings settings, long started, int addressesLeft)
    {
        if (settings.ConnectTimeout <= TimeSpan.Zero)
        {
            return settings.ConnectTimeout;
        }
        var remaining = settings.ConnectTimeout - Stopwatch.GetElapsedTime(started);
        return TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(remaining.TotalSeconds / addressesLeft)));
    }

    /// <summary>A server may hang after the log-in, and another host be there: the answer has as long as connecting.</summary>
    private async Task<ServerRole> AskAsync(CancellationToken cancellation)
    {
        try
        {
            var limit = Settings.ConnectTimeout > TimeSpan.Zero ? Settings.ConnectTimeout : Timeout.InfiniteTimeSpan;
            return await ReadRoleAsync().WaitAsync(limit, cancellation);
        }
        catch (TimeoutException)
        {
            _isSilent = true;
            throw ConnectDeadline.TimedOut(Settings.ToWire(), Settings.ConnectTimeout);
        }
        catch (OperationCanceledException)
        {
            _isSilent = true;
            throw;
        }
    }

    private async Task<ServerRole> ReadRoleAsync()
    {
        await using var command = new NpgsqlCommand(ServerRole.Query, Connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return ServerRole.Of(reader.GetString(0), reader.GetString(1));
    }
}
