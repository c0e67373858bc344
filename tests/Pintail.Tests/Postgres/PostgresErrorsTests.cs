using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Wire;

namespace Pintail.Tests.Postgres;

public class PostgresErrorsTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData("08006", ErrorKind.SourceUnreachable)]
    [InlineData("57P01", ErrorKind.SourceUnreachable)]
    [InlineData("57P02", ErrorKind.SourceUnreachable)]
    [InlineData("57P05", ErrorKind.SourceUnreachable)]
    [InlineData("25P03", ErrorKind.SourceUnreachable)]
    [InlineData("57P03", ErrorKind.SourceUnavailable)]
    [InlineData("53300", ErrorKind.SourceUnavailable)]
    [InlineData("40001", ErrorKind.SourceConflict)]
    [InlineData("40P01", ErrorKind.SourceConflict)]
    [InlineData("55P03", ErrorKind.SourceConflict)]
    [InlineData("28000", ErrorKind.SourceAuthentication)]
    [InlineData("28P01", ErrorKind.SourceAuthentication)]
    [InlineData("3D000", ErrorKind.SourceMissing)]
    [InlineData("42P01", ErrorKind.SourceMissing)]
    [InlineData("42703", ErrorKind.SourceMissing)]
    [InlineData("3F000", ErrorKind.SourceMissing)]
    [InlineData("42704", ErrorKind.SourceMissing)]
    [InlineData("42501", ErrorKind.SourcePermission)]
    [InlineData("22021", ErrorKind.ValueNotRepresentable)]
    [InlineData("57014", ErrorKind.SourceQuery)]
    [InlineData("42601", ErrorKind.SourceQuery)]
    [InlineData("", ErrorKind.SourceQuery)]
    public void Server_error_is_classified_by_its_state(string sqlState, ErrorKind kind)
    {
        foreach (var error in new Exception[] { Npgsql(sqlState), new NpgsqlException("around", Npgsql(sqlState)) })
        {
            var classified = PostgresErrors.Classify(error, "Reading s.t at u@h:5432/d");
            Assert.Equal(kind, classified.Kind);
            Assert.StartsWith("Reading s.t at u@h:5432/d failed: ", classified.Message);
            Assert.Contains(sqlState, classified.Message);
            var server = error is PostgresException ? error : error.InnerException;
            Assert.Same(SqlStates.MayQuoteValues(sqlState) ? null : server, classified.InnerException);
        }
    }

    [Theory]
    [InlineData("22P02")]
    [InlineData("23505")]
    [InlineData("P0001")]
    public void Server_message_that_may_quote_a_value_is_left_out(string sqlState) =>
        Assert.DoesNotContain("the message", PostgresErrors.Classify(Npgsql(sqlState), "Reading").ToString());

    [Theory]
    [InlineData(SocketError.HostNotFound, ErrorKind.SourceUnknownHost)]
    [InlineData(SocketError.TryAgain, ErrorKind.SourceUnknownHost)]
    [InlineData(SocketError.NoData, ErrorKind.SourceUnknownHost)]
    [InlineData(SocketError.ConnectionRefused, ErrorKind.SourceUnreachable)]
    [InlineData(SocketError.ConnectionReset, ErrorKind.SourceUnreachable)]
    [InlineData(SocketError.TimedOut, ErrorKind.SourceUnreachable)]
    [InlineData(SocketError.NetworkUnreachable, ErrorKind.SourceUnreachable)]
    [InlineData(SocketError.AccessDenied, ErrorKind.SourceAuthentication)]
    public void Socket_error_is_classified_wherever_it_is_wrapped(SocketError code, ErrorKind kind)
    {
        var socket = new SocketException((int)code);
        foreach (
            var error in new Exception[] { socket, new NpgsqlException("x", socket), new IOException("x", socket) }
        )
        {
            var classified = PostgresErrors.Classify(error, "Connecting");
            Assert.Equal(kind, classified.Kind);
            Assert.NotNull(classified.Hint);
        }
    }

    [Fact]
    public void Other_errors_are_classified_by_their_type()
    {
        Assert.Equal(ErrorKind.Cancelled, Kind(new OperationCanceledException("x", Npgsql("57014"))));
        Assert.Equal(ErrorKind.Cancelled, PostgresErrors.Classify(Npgsql("57014"), "Reading", cancelling: true).Kind);
        Assert.Equal(ErrorKind.SourceUnreachable, Kind(new NpgsqlException("x", new TimeoutException())));
        Assert.Equal(ErrorKind.SourceUnreachable, Kind(new NpgsqlException("x", new EndOfStreamException())));
        Assert.Equal(ErrorKind.SourceUnreachable, Kind(new IOException("x")));
        Assert.Equal(ErrorKind.SourceAuthentication, Kind(new NpgsqlException("x", new AuthenticationException())));
        Assert.Equal(ErrorKind.SourceAuthentication, Kind(new UnsupportedAuthenticationException("GSS")));
        Assert.Equal(ErrorKind.SourceProtocol, Kind(new WireProtocolException("x")));
        Assert.Equal(ErrorKind.Internal, Kind(new InvalidOperationException("x")));
        var known = new PintailException(ErrorKind.TargetLocked, "x");
        Assert.Same(known, PostgresErrors.Classify(known, "Reading"));
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_and_asks_whether_the_server_runs()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var error = await FailureAsync($"host=127.0.0.1 port={port} user=u");
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.Contains("listen", error.Hint);
        error = await FailureAsync($"host=/nonexistent port={port} user=u");
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.Contains("unix_socket_directories", error.Hint);
    }

    [Fact]
    public async Task Host_that_does_not_exist_is_unknown() =>
        Assert.Equal(ErrorKind.SourceUnknownHost, (await FailureAsync("host=nosuchhost.invalid user=u")).Kind);

    [Fact]
    public async Task Server_that_never_answers_is_unreachable_after_the_timeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var error = await FailureAsync(
            $"host=127.0.0.1 port={((IPEndPoint)silent.LocalEndpoint).Port} user=u connect_timeout=2"
        );
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
    }

    [Fact]
    public async Task Database_that_does_not_exist_is_missing_with_a_hint()
    {
        var server = await fixture.ServerAsync();
        var error = await FailureAsync(server.Conninfo("nosuch"));
        Assert.Equal(ErrorKind.SourceMissing, error.Kind);
        Assert.Contains("nosuch", error.Message);
        Assert.Contains("psql -l", error.Hint);
    }

    [Fact]
    public async Task Table_that_does_not_exist_is_missing_and_a_session_ended_is_unreachable()
    {
        var server = await fixture.ServerAsync();
        Assert.Equal(ErrorKind.SourceMissing, (await FailureAsync(server.Conninfo(), "SELECT * FROM nosuch")).Kind);
        Assert.Equal(
            ErrorKind.SourceUnreachable,
            (await FailureAsync(server.Conninfo(), "SELECT pg_terminate_backend(pg_backend_pid())")).Kind
        );
        Assert.Equal(
            ErrorKind.SourceQuery,
            (await FailureAsync(server.Conninfo(), "SET statement_timeout = 1; SELECT pg_sleep(60)")).Kind
        );
    }

    private static async Task<PintailException> FailureAsync(string conninfo, string sql = "SELECT 1")
    {
        var settings = Conninfo.Resolve(conninfo, new Dictionary<string, string> { ["HOME"] = "/nonexistent" });
        await using var source = settings.ToNpgsql();
        await using var command = source.CreateCommand(sql);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => command.ExecuteNonQueryAsync());
        return PostgresErrors.Classify(error, $"Connecting to {settings.Display}");
    }

    private static ErrorKind Kind(Exception error) => PostgresErrors.Classify(error, "Reading").Kind;

    private static PostgresException Npgsql(string sqlState) => new("the message", "ERROR", "ERROR", sqlState);

    [Fact]
    public void Connecting_begins_as_the_extension_does()
    {
        var settings = Conninfo.Resolve("host=h user=u dbname=d", new Dictionary<string, string>());
        Assert.Equal(
            "Unable to connect to Postgres at u@h:5432/d: the connection was refused.",
            PostgresErrors.Connecting(new SocketException((int)SocketError.ConnectionRefused), settings).Message
        );
        Assert.Equal(
            "Unable to connect to Postgres at u@h:5432/d: it took too long.",
            PostgresErrors.Connecting(new TimeoutException(), settings).Message
        );
    }
}
