using System.Net.Sockets;

namespace Pintail.Wire;

/// <summary>
/// A connected socket whose reads do not wait for ever. A server may be silent for hours and work (it sorts, or filters
/// what nothing passes), so time alone ends nothing: past the limit somebody else is asked whether it does.
/// The limit is the kernel's (SO_RCVTIMEO), which costs a read that has bytes nothing.
/// </summary>
internal sealed class WatchedStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>What is on its way when trouble is found still counts.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private Func<string?>? _findTrouble;
    private TimeSpan _limit;

    /// <param name="limit">Zero or less: reads wait for ever, as they do before this is called.</param>
    /// <param name="findTrouble">
    /// Null: the server is at work, and the read goes on. Else a clause that says what is wrong.
    /// </param>
    public void Watch(TimeSpan limit, Func<string?> findTrouble)
    {
        if (limit <= TimeSpan.Zero)
        {
            return;
        }

        (_limit, _findTrouble) = (limit, findTrouble);
        Socket.ReceiveTimeout = (int)Math.Clamp(limit.TotalMilliseconds, 1, int.MaxValue);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            try
            {
                // NetworkStream's own method would come back to the one above.
                return Socket.Receive(buffer);
            }
            catch (SocketException e) when (_findTrouble is not null && e.SocketErrorCode == SocketError.TimedOut)
            {
                ThrowIfInTrouble();
            }
            catch (SocketException e)
            {
                throw new IOException($"The connection cannot be read from: {e.Message}", e);
            }
        }
    }

    private void ThrowIfInTrouble()
    {
        if (_findTrouble!() is { } trouble && !Socket.Poll(Grace, SelectMode.SelectRead))
        {
            throw new SilentServerException($"nothing came for {_limit.TotalSeconds:0.#} s, and {trouble}.");
        }
    }
}
