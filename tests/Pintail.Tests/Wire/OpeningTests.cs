using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pintail.Wire;
using static Pintail.Tests.Wire.ServerBytes;

namespace Pintail.Tests.Wire;

/// <summary>Opening a connection to peers that refuse, lie, hang or are no server at all.</summary>
public class OpeningTests
{
    private static readonly byte[] ScramOffer = Message('R', [.. Int32(10), .. Text("SCRAM-SHA-256"), 0]);

    [Fact]
    public async Task Startup_message_says_who_and_where_and_utf8()
    {
        var seen = "";
        using var server = new ScriptedServer(peer =>
        {
            seen = Encoding.UTF8.GetString(peer.ReadRequest());
            peer.SendSlowly([.. Notice("hello"), .. Start[..9], .. ParameterStatus("a", "b"), .. Start[9..]]);
            peer.WaitForClose();
        });
        var options = Plain(server) with
        {
            ApplicationName = "app",
            Options = "-c x=y",
            StartupParameters = new Dictionary<string, string> { ["TimeZone"] = "UTC" },
        };
        using (var connection = Open(options))
        {
            Assert.Equal(4711, connection.ProcessId);
            Assert.Equal("b", connection.ServerParameters["a"]);
        }

        await server.Done;
        Assert.Equal(
            "\0\u0003\0\0user\0u\0database\0d\0client_encoding\0UTF8\0application_name\0app\0options\0-c x=y\0TimeZone\0UTC\0\0",
            seen
        );
    }

    public static TheoryData<string, int> OtherMethods =>
        new()
        {
            { "Kerberos V5", 2 },
            { "SCM", 6 },
            { "GSSAPI", 7 },
            { "SSPI", 9 },
            { "99", 99 },
        };

    [Theory]
    [MemberData(nameof(OtherMethods))]
    public void Other_authentication_is_named_and_refused(string name, int code)
    {
        using var server = new ScriptedServer(Answering(Message('R', Int32(code))));
        var error = Assert.Throws<UnsupportedAuthenticationException>(() => Open(Plain(server)));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sasl_without_scram_is_named_and_refused()
    {
        var offer = Message('R', [.. Int32(10), .. Text("OAUTHBEARER"), 0]);
        using var server = new ScriptedServer(Answering(offer));
        var error = Assert.Throws<UnsupportedAuthenticationException>(() => Open(Plain(server)));
        Assert.Contains("OAUTHBEARER", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Channel_binding_offered_without_tls_is_refused()
    {
        var offer = Message('R', [.. Int32(10), .. Text("SCRAM-SHA-256-PLUS"), .. Text("SCRAM-SHA-256"), 0]);
        using var server = new ScriptedServer(Answering(offer));
        var error = Assert.Throws<WireProtocolException>(() => Open(Plain(server) with { Password = "p" }));
        Assert.Contains("without TLS", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, AuthenticationMethods.ScramSha256, WireChannelBinding.Prefer)]
    [InlineData(3, AuthenticationMethods.All, WireChannelBinding.Require)]
    [InlineData(5, AuthenticationMethods.Password, WireChannelBinding.Prefer)]
    [InlineData(0, AuthenticationMethods.All, WireChannelBinding.Require)]
    [InlineData(7, AuthenticationMethods.ScramSha256, WireChannelBinding.Prefer)]
    public async Task Server_that_asks_for_less_than_required_gets_no_password(
        int code,
        AuthenticationMethods allowed,
        WireChannelBinding binding
    )
    {
        var answer = Array.Empty<byte>();
        using var server = new ScriptedServer(peer =>
        {
            peer.ReadRequest();
            peer.Send(Message('R', [.. Int32(code), 1, 2, 3, 4]));
            using var received = new MemoryStream();
            peer.Stream.CopyTo(received);
            answer = received.ToArray();
        });
        var options = Plain(server) with
        {
            Password = "p",
            Security = new WireSecurity { AllowedMethods = allowed, ChannelBinding = binding },
        };
        Assert.Equal(ErrorKind.SourceAuthentication, Assert.Throws<PintailException>(() => Open(options)).Kind);
        await server.Done;
        Assert.Empty(answer);
    }

    [Fact]
    public void Scram_cut_short_by_ok_is_refused_since_the_server_proved_nothing()
    {
        using var server = new ScriptedServer(peer =>
        {
            peer.ReadRequest();
            peer.Send(ScramOffer);
            peer.ReadMessage();
            peer.Send(Start);
            peer.WaitForClose();
        });
        var error = Assert.Throws<WireProtocolException>(() => Open(Plain(server) with { Password = "secret" }));
        Assert.Contains("proving", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> NoServers =>
        new()
        {
            { "http", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray() },
            { "ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"u8.ToArray() },
            { "mysql", [0x4a, 0, 0, 0, 0x0a, .. "8.0.36"u8] },
            { "truncated authentication", Message('R', [0, 0]) },
            { "md5 without salt", Message('R', [.. Int32(5), 1]) },
            { "data before start", [.. AuthenticationOk, .. Message('D', Int16(0))] },
            { "endless text", [.. AuthenticationOk, .. Message('S', "no end"u8)] },
        };

    [Theory]
    [MemberData(nameof(NoServers))]
    public void Peer_that_is_no_postgres_is_said_so(string name, byte[] answer)
    {
        Assert.NotEmpty(name);
        using var server = new ScriptedServer(Answering(answer));
        var error = Assert.Throws<WireProtocolException>(() => Open(Plain(server) with { Password = "secret" }));
        Assert.Contains("PostgreSQL", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Peer_that_closes_is_said_so()
    {
        using var server = new ScriptedServer(peer => peer.ReadRequest());
        var error = Assert.Throws<EndOfStreamException>(() => Open(Plain(server)));
        Assert.Contains("closed the connection", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_port_is_a_socket_error()
    {
        WireOptions options;
        using (var server = new ScriptedServer())
        {
            options = Plain(server);
        }

        var error = Assert.Throws<SocketException>(() => Open(options));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        var missing = Assert.Throws<SocketException>(() => Open(options with { Host = "/nowhere" }));
        Assert.NotEqual(SocketError.Success, missing.SocketErrorCode);
    }

    [Fact]
    public void Every_address_of_a_host_is_tried_and_none_eats_the_time_of_the_others()
    {
        using var swallowing = FullBacklog(out var filler);
        using var held = filler;
        using var server = new ScriptedServer(peer => peer.WaitForClose());
        var good = new IPEndPoint(IPAddress.Loopback, server.Options.Port);
        var refusing = new IPEndPoint(IPAddress.Loopback, 1);
        using var deadline = new ConnectDeadline(TimeSpan.FromSeconds(3), CancellationToken.None);
        EndPoint[] addresses = [refusing, swallowing.LocalEndPoint!, good];
        var (socket, address) = SocketDialer.Dial(addresses, Plain(server), deadline);
        socket.Dispose();
        Assert.Equal(good, address);
        var error = Assert.Throws<IOException>(() =>
            SocketDialer.Dial([refusing, new IPEndPoint(IPAddress.Loopback, 2)], Plain(server), deadline)
        );
        Assert.Contains("None of the 2 addresses", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_host_is_a_socket_error_with_its_code()
    {
        using var server = new ScriptedServer();
        var error = Assert.Throws<SocketException>(() => Open(Plain(server) with { Host = "no-such-host.invalid" }));
        Assert.Contains("no-such-host.invalid", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            error.SocketErrorCode,
            new[] { SocketError.HostNotFound, SocketError.TryAgain, SocketError.NoData, SocketError.NoRecovery }
        );
    }

    [Fact]
    public void Peer_that_never_answers_is_given_up_after_the_timeout()
    {
        using var server = new ScriptedServer(peer => peer.WaitForClose());
        var options = Plain(server) with { ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        var error = Assert.Throws<IOException>(() => Open(options));
        Assert.Contains("did not answer within 0.3 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    [Fact]
    public void Address_that_swallows_packets_is_given_up_after_the_timeout()
    {
        using var listener = FullBacklog(out var filler);
        using var held = filler;
        using var unused = new ScriptedServer();
        var options = Plain(unused) with
        {
            Port = ((IPEndPoint)listener.LocalEndPoint!).Port,
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
        };
        Assert.Contains(
            "did not answer",
            Assert.Throws<IOException>(() => Open(options)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Cancellation_closes_the_socket_that_waits()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new ScriptedServer(peer =>
        {
            peer.ReadRequest();
            cancellation.Cancel();
            peer.WaitForClose();
        });
        Assert.Throws<OperationCanceledException>(() => WireConnection.Open(Plain(server), cancellation.Token));
        await server.Done;
        Assert.Throws<OperationCanceledException>(() => WireConnection.Open(Plain(server), cancellation.Token));
    }

    [Fact]
    public async Task Cancel_request_carries_process_and_key()
    {
        byte[] request = [];
        using var server = new ScriptedServer(Answering(Start), peer => request = peer.ReadRequest());
        using (var connection = Open(Plain(server)))
        {
            var cancel = Task.Run(connection.Cancel);
            connection.Dispose();
            await cancel;
        }

        await server.Done;
        Assert.Equal([.. Int32((1234 << 16) | 5678), .. Int32(4711), .. Int32(42)], request);
    }

    [Theory]
    [InlineData(WireSslMode.Prefer, 'N', true)]
    [InlineData(WireSslMode.Require, 'N', false)]
    [InlineData(WireSslMode.Require, 'E', false)]
    public async Task Server_without_tls_is_accepted_only_where_the_mode_allows(
        WireSslMode mode,
        char answer,
        bool opens
    )
    {
        using var server = new ScriptedServer(peer =>
        {
            Assert.Equal((1234 << 16) | 5679, BinaryPrimitives.ReadInt32BigEndian(peer.ReadRequest()));
            peer.Send((byte)answer);
            if (opens)
            {
                peer.ReadRequest();
                peer.Send(Start);
            }

            peer.WaitForClose();
        });
        var options = server.Options with { SslMode = mode };
        if (opens)
        {
            using var connection = Open(options);
            Assert.False(connection.IsEncrypted);
        }
        else
        {
            Assert.Equal(ErrorKind.SourceAuthentication, Assert.Throws<PintailException>(() => Open(options)).Kind);
        }

        await server.Done;
    }

    [Fact]
    public async Task Prefer_goes_on_without_tls_when_the_request_or_the_handshake_fails()
    {
        Action<ScriptedPeer> failing = peer =>
        {
            peer.ReadRequest();
            peer.Send([(byte)'S', .. "this is not TLS at all"u8]);
        };
        Action<ScriptedPeer> erring = peer =>
        {
            peer.ReadRequest();
            peer.Send(Error("53300", "too many", "FATAL"));
        };
        foreach (var first in new[] { failing, erring })
        {
            using var server = new ScriptedServer(first, Answering(Start));
            using (var connection = Open(server.Options with { SslMode = WireSslMode.Prefer }))
            {
                Assert.False(connection.IsEncrypted);
            }

            await server.Done;
        }
    }

    /// <summary>A listener that is full: the kernel drops further connection requests without an answer.</summary>
    private static Socket FullBacklog(out Socket filler)
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        filler = new Socket(SocketType.Stream, ProtocolType.Tcp);
        filler.Connect(listener.LocalEndPoint!);
        return listener;
    }

    private static Action<ScriptedPeer> Answering(byte[] answer) =>
        peer =>
        {
            peer.ReadRequest();
            peer.Send(answer);
            peer.WaitForClose();
        };

    private static WireOptions Plain(ScriptedServer server) => server.Options with { SslMode = WireSslMode.Disable };

    private static WireConnection Open(WireOptions options) => WireConnection.Open(options, CancellationToken.None);
}
