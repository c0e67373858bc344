using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Pintail.Tests.Support;

/// <summary>
/// Stands between Pintail and a server, without TLS, and knows where messages end: in one connection, after so many
/// messages with rows, it says something of its own, and goes on or is gone.
/// </summary>
internal sealed class MessageProxy : IDisposable
{
    private const byte CopyData = (byte)'d';
    private const int HeadBytes = 5;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly List<Socket> _sockets = [];
    private int _connections;

    public MessageProxy(string host, int port)
    {
        _server = new IPEndPoint(IPAddress.Parse(host), port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The connection that is spoiled, from 1 in the order in which they come.</summary>
    public required int Connection { get; init; }

    /// <summary>Messages of COPY's data before it; the first holds the header.</summary>
    public required int AfterRows { get; init; }
    public required byte[] Says { get; init; }

    /// <summary>Says it in place of everything that the server says from then on, and closes; else the server's words follow.</summary>
    public bool IsLast { get; init; }

    /// <summary>It was said.</summary>
    public bool HasSaid { get; private set; }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
            _sockets.ForEach(socket => socket.Dispose());
    }

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
        var isSpoiled = Interlocked.Increment(ref _connections) == Connection;
        var server = new Socket(_server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        lock (_sockets)
            _sockets.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(_server);
            await using var fromClient = new NetworkStream(client);
            await using var fromServer = new NetworkStream(server);
            var up = fromClient.CopyToAsync(fromServer);
            await (isSpoiled ? SpoilAsync(fromServer, fromClient) : fromServer.CopyToAsync(fromClient));
            client.Dispose();
            server.Dispose();
            await up;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            client.Dispose();
            server.Dispose();
        }
    }

    private async Task SpoilAsync(NetworkStream server, NetworkStream client)
    {
        var head = new byte[HeadBytes];
        for (var rows = 0; ; )
        {
            await server.ReadExactlyAsync(head);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - sizeof(int)];
            await server.ReadExactlyAsync(body);
            await client.WriteAsync(head);
            await client.WriteAsync(body);
            if (head[0] != CopyData || ++rows != AfterRows)
                continue;
            await client.WriteAsync(Says);
            HasSaid = true;
            if (!IsLast)
                continue;
            client.Socket.Shutdown(SocketShutdown.Send);
            return;
        }
    }
}
