using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>
/// A server on a port of its own that does what a script says, one script per connection in turn: for faults and
/// refusals that a real one will not produce. <see cref="Done"/> fails when a script did.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedServer(params Action<ScriptedPeer>[] scripts)
    {
        _listener.Start();
        Done = Task.Run(() =>
        {
            foreach (var script in scripts)
            {
                using var client = _listener.AcceptTcpClient();
                client.NoDelay = true;
                script(new ScriptedPeer(client.GetStream()));
            }
        });
    }

    public Task Done { get; }

    public WireOptions Options =>
        new()
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            User = "u",
            Database = "d",
        };

    public void Dispose() => _listener.Dispose();
}

internal sealed record ScriptedPeer(Stream Stream)
{
    /// <summary>A start-up, cancel or TLS request: its body.</summary>
    public byte[] ReadRequest()
    {
        var head = new byte[4];
        Stream.ReadExactly(head);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 4];
        Stream.ReadExactly(body);
        return body;
    }

    public (char Type, byte[] Body) ReadMessage() => ((char)Stream.ReadByte(), ReadRequest());

    public void Send(params byte[] bytes) => Stream.Write(bytes);

    /// <summary>Each byte in a packet of its own.</summary>
    public void SendSlowly(params byte[] bytes)
    {
        foreach (var b in bytes)
        {
            Stream.WriteByte(b);
        }
    }

    /// <summary>Returns when the client closed.</summary>
    public void WaitForClose()
    {
        try
        {
            while (Stream.ReadByte() >= 0) { }
        }
        catch (IOException)
        {
            // Reset: closed as well.
        }
    }
}
