using System.Net.Sockets;

namespace Pintail.Tests.Support;

/// <summary>
/// Stands between Pintail and a server and forwards bytes. What it spoils is decided by <see cref="Fault"/>: the number of
/// a connection (from 1, in the order in which they come) to what happens to it, or null to leave it alone.
/// </summary>
internal sealed class TcpProxy(string host, int port) : LoopbackProxy(host, port)
{
    private int _cuts;
    private TimeSpan _pause;
    private volatile bool _isStalled;

    public Func<int, LineFault?> Fault { get; set; } = _ => null;

    /// <summary>Of a connection's number: the bytes after which it is reset.</summary>
    public Func<int, long?> CutAfter
    {
        set => Fault = number => value(number) is { } after ? new LineFault(LineFaultKind.Reset, after) : null;
    }

    /// <summary>From now on nothing is forwarded in either direction, and all connections stay open; new ones are accepted.</summary>
    public void Stall() => _isStalled = true;

    /// <summary>From now on each piece of at most 64 KiB waits that long, so that what is being sent can be caught at it.</summary>
    public void Slow(TimeSpan pause) => _pause = pause;

    /// <summary>Connections whose fault has come.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    protected override async Task CarryAsync(Socket client, Socket server, int number)
    {
        var fault = Fault(number);
        var up = PumpAsync(client, server, null);
        if (await PumpAsync(server, client, fault?.After))
        {
            Interlocked.Increment(ref _cuts);
            await SpoilAsync(fault!.Kind, client, server);
        }
        else
            client.Shutdown(SocketShutdown.Send);
        client.Dispose();
        server.Dispose();
        await up;
    }

    private async Task SpoilAsync(LineFaultKind kind, Socket client, Socket server)
    {
        switch (kind)
        {
            case LineFaultKind.Reset:
                // Not an orderly end.
                client.LingerState = new LingerOption(true, 0);
                break;
            case LineFaultKind.HalfClose:
                client.Shutdown(SocketShutdown.Send);
                await Task.Delay(Timeout.Infinite, Closing);
                break;
            case LineFaultKind.Stall:
                await Task.Delay(Timeout.Infinite, Closing);
                break;
            case LineFaultKind.Garbage:
                var garbage = new byte[64 << 10];
                new Random(1).NextBytes(garbage);
                await client.SendAsync(garbage);
                await PumpAsync(server, client, null);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    /// <summary>True when it ended because of the limit.</summary>
    private async Task<bool> PumpAsync(Socket from, Socket to, long? limit)
    {
        var buffer = new byte[64 << 10];
        for (var sent = 0L; ; )
        {
            if (sent >= limit)
                return true;
            var count = await from.ReceiveAsync(
                buffer.AsMemory(0, (int)Math.Min(buffer.Length, (limit ?? long.MaxValue) - sent))
            );
            if (count == 0)
            {
                if (limit is null)
                    to.Shutdown(SocketShutdown.Send);
                return false;
            }
            if (_pause > TimeSpan.Zero)
                await Task.Delay(_pause);
            if (_isStalled)
                await Task.Delay(Timeout.Infinite, Closing);
            for (var done = 0; done < count; )
                done += await to.SendAsync(buffer.AsMemory(done, count - done));
            sent += count;
        }
    }
}
