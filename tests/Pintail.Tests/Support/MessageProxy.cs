using System.Buffers.Binary;
using System.Net.Sockets;

namespace Pintail.Tests.Support;

/// <summary>
/// Stands between Pintail and a server, without TLS, and knows where messages end: in one connection, after so many
/// messages with rows, it says something of its own, and goes on or is gone.
/// </summary>
internal sealed class MessageProxy(string host, int port) : LoopbackProxy(host, port)
{
    private const byte CopyData = (byte)'d';
    private const int HeadBytes = 5;

    /// <summary>The connection that is spoiled, from 1 in the order in which they come.</summary>
    public required int Connection { get; init; }

    /// <summary>Messages of COPY's data before it; the first holds the header.</summary>
    public required int AfterRows { get; init; }
    public required byte[] Says { get; init; }

    /// <summary>Says it in place of everything that the server says from then on, and closes; else the server's words follow.</summary>
    public bool IsLast { get; init; }

    /// <summary>It was said.</summary>
    public bool HasSaid { get; private set; }

    protected override async Task CarryAsync(Socket client, Socket server, int number)
    {
        await using var fromClient = new NetworkStream(client);
        await using var fromServer = new NetworkStream(server);
        var up = fromClient.CopyToAsync(fromServer);
        await (number == Connection ? SpoilAsync(fromServer, fromClient) : fromServer.CopyToAsync(fromClient));
        client.Dispose();
        server.Dispose();
        await up;
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
