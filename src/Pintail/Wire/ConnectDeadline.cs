using System.Diagnostics;
using System.Net.Sockets;

namespace Pintail.Wire;

/// <summary>
/// The limit on opening a connection, and the caller's wish to stop. Waiting calls are blocking ones; the only way to
/// end them from outside is to close their socket, so a socket is tied to <see cref="Token"/> while it connects, and
/// what it then throws is explained by <see cref="Explain"/>.
/// </summary>
internal sealed class ConnectDeadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _timeout;
    private readonly long _start = Stopwatch.GetTimestamp();

    public ConnectDeadline(TimeSpan timeout, CancellationToken caller)
    {
        _caller = caller;
        _timeout = timeout;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        if (timeout > TimeSpan.Zero)
        {
            _source.CancelAfter(timeout);
        }
    }

    public CancellationToken Token => _source.Token;

    public bool IsPast => _source.IsCancellationRequested;

    /// <summary>Null when there is no limit.</summary>
    public TimeSpan? Remaining => _timeout > TimeSpan.Zero ? _timeout - Stopwatch.GetElapsedTime(_start) : null;

    /// <summary>What to throw in place of the closed socket's complaint.</summary>
    public Exception Explain(Exception thrown, WireOptions options) =>
        _caller.IsCancellationRequested
            ? new OperationCanceledException("Connecting was cancelled.", thrown, _caller)
            : TimedOut(options, _timeout);

    public static IOException TimedOut(WireOptions options, TimeSpan timeout) =>
        new(
            $"{options.Address} did not answer within {timeout.TotalSeconds:0.#} s. Check host, port and firewall, or raise connect_timeout.",
            new SocketException((int)SocketError.TimedOut)
        );

    public void Dispose() => _source.Dispose();
}
