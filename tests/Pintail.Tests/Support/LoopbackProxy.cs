using System.Net;
using System.Net.Sockets;

namespace Pintail.Tests.Support;

/// <summary>Stands between Pintail and a server on the loopback; what it does to what passes is its kind's business.</summary>
internal abstract class LoopbackProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _closing = new();
    private volatile IPEndPoint _server;
    private int _connections;

    protected LoopbackProxy(string host, int port)
    {
        _server = new IPEndPoint(IPAddress.Parse(host), port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that came, those for cancel requests among them.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Cancelled when this is disposed.</summary>
    protected CancellationToken Closing => _closing.Token;

    /// <summary>Connections that come from now on go to another server.</summary>
    public void LeadTo(string host, int port) => _server = new IPEndPoint(IPAddress.Parse(host), port);

    public void Dispose()
    {
        _listener.Dispose();
        _closing.Cancel();
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
    }

    /// <summary>Carries one connection to its end; both sockets are closed after it.</summary>
    /// <param name="number">From 1, in the order in which they come.</param>
    protected abstract Task CarryAsync(Socket client, Socket server, int number);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        var number = Interlocked.Increment(ref _connections);
        var address = _server;
        using var server = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        lock (_sockets)
            _sockets.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(address);
            await CarryAsync(client, server, number);
        }
        catch (Exception e)
            when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the sides has gone, or this is disposed.
        }
        finally
        {
            client.Dispose();
        }
    }
}
