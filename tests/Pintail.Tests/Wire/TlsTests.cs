using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>sslmode and its files against a real server, with libpq's meaning.</summary>
public class TlsTests(TlsServer server) : IClassFixture<TlsServer>
{
    [Theory]
    [InlineData(WireSslMode.Disable, null, "localhost", false)]
    [InlineData(WireSslMode.Allow, null, "localhost", false)]
    [InlineData(WireSslMode.Prefer, null, "127.0.0.1", true)]
    [InlineData(WireSslMode.Prefer, "root.crt", "127.0.0.1", true)]
    [InlineData(WireSslMode.Prefer, "stranger.crt", "localhost", false)]
    [InlineData(WireSslMode.Require, null, "127.0.0.1", true)]
    [InlineData(WireSslMode.Require, "missing.crt", "127.0.0.1", true)]
    [InlineData(WireSslMode.Require, "root.crt", "127.0.0.1", true)]
    [InlineData(WireSslMode.VerifyCa, "root.crt", "127.0.0.1", true)]
    [InlineData(WireSslMode.VerifyFull, "root.crt", "localhost", true)]
    public void Mode_and_root_decide_whether_the_session_is_encrypted(
        WireSslMode mode,
        string? root,
        string host,
        bool encrypted
    )
    {
        using var connection = Open(With(server.Options(mode) with { Host = host }, root));
        Assert.Equal(encrypted, connection.IsEncrypted);
        var seen = connection.Query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        Assert.Equal(
            [
                [encrypted ? "t" : "f"],
            ],
            seen
        );
    }

    [Theory]
    [InlineData(WireSslMode.Require, "stranger.crt", "localhost", "does not lead to")]
    [InlineData(WireSslMode.VerifyCa, "stranger.crt", "localhost", "does not lead to")]
    [InlineData(WireSslMode.VerifyFull, "stranger.crt", "localhost", "does not lead to")]
    [InlineData(WireSslMode.VerifyFull, "root.crt", "127.0.0.1", "not made out to 127.0.0.1")]
    [InlineData(WireSslMode.VerifyFull, "system", "localhost", "does not lead to")]
    public void Certificate_that_does_not_fit_is_refused(WireSslMode mode, string root, string host, string expected)
    {
        var options = With(server.Options(mode) with { Host = host }, root);
        var error = Assert.Throws<PintailException>(() => Open(options));
        Assert.Equal(ErrorKind.SourceAuthentication, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireSslMode.VerifyCa, null, "needs a root certificate")]
    [InlineData(WireSslMode.VerifyFull, null, "needs a root certificate")]
    [InlineData(WireSslMode.VerifyFull, "missing.crt", "does not exist")]
    [InlineData(WireSslMode.VerifyCa, "empty.crt", "holds no certificate")]
    [InlineData(WireSslMode.Require, "empty.crt", "holds no certificate")]
    [InlineData(WireSslMode.Require, "system", "sslrootcert=system")]
    public void Root_certificate_that_is_missing_or_unfit_is_a_configuration_error(
        WireSslMode mode,
        string? root,
        string expected
    )
    {
        var error = Assert.Throws<PintailException>(() => Open(With(server.Options(mode), root)));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Hint!);
    }

    [Fact]
    public void Allow_and_prefer_try_the_other_way_when_the_role_is_refused()
    {
        using var encrypted = Open(server.Options(WireSslMode.Allow, "tls_only"));
        Assert.True(encrypted.IsEncrypted);
        using var plain = Open(server.Options(WireSslMode.Prefer, "plain_only"));
        Assert.False(plain.IsEncrypted);
        foreach (var (mode, user) in new[] { (WireSslMode.Disable, "tls_only"), (WireSslMode.Require, "plain_only") })
        {
            var error = Assert.Throws<PostgresServerException>(() => Open(server.Options(mode, user)));
            Assert.Equal("28000", error.SqlState);
        }
    }

    [Theory]
    [InlineData(WireSslMode.Allow)]
    [InlineData(WireSslMode.Prefer)]
    [InlineData(WireSslMode.Require)]
    public void Scram_goes_through_tls_and_a_wrong_password_is_what_is_reported(WireSslMode mode)
    {
        var options = server.Options(mode, "secret") with { Password = TlsServer.Password };
        using var connection = Open(options);
        Assert.True(connection.IsEncrypted);
        var error = Assert.Throws<PostgresServerException>(() => Open(options with { Password = "wrong" }));
        Assert.Equal("28P01", error.SqlState);
    }

    [Theory]
    [InlineData("client.crt", "client.key", null)]
    [InlineData("client.crt", "client-encrypted.key", TlsServer.KeyPassword)]
    [InlineData("client-both.pem", null, null)]
    [InlineData("client.crt", "client.key", "not needed")]
    public void Client_certificate_opens_the_session_of_its_role(string certificate, string? key, string? password)
    {
        using var connection = Open(Certified(certificate, key, password));
        Assert.Equal(
            [
                ["certified"],
            ],
            connection.Query("SELECT current_user")
        );
    }

    [Fact]
    public void Client_certificate_missing_or_of_a_stranger_is_refused()
    {
        var none = server.Options(WireSslMode.Require, "certified");
        Assert.Equal("28000", Assert.Throws<PostgresServerException>(() => Open(none)).SqlState);
        Assert.ThrowsAny<IOException>(() => Open(Certified("impostor.crt", "impostor.key", null)));
    }

    [Theory]
    [InlineData("missing.crt", "client.key", null)]
    [InlineData("client.crt", "missing.key", null)]
    [InlineData("client.crt", "impostor.key", null)]
    [InlineData("client.crt", null, null)]
    [InlineData("empty.crt", "client.key", null)]
    [InlineData("client.crt", "client-encrypted.key", "not-" + TlsServer.KeyPassword)]
    [InlineData("client.crt", "client-encrypted.key", null)]
    public void Client_certificate_that_cannot_be_used_is_a_configuration_error(
        string certificate,
        string? key,
        string? password
    )
    {
        var error = Assert.Throws<PintailException>(() => Open(Certified(certificate, key, password)));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains(certificate, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TlsServer.KeyPassword, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_sends_the_same_bytes_with_tls_as_without()
    {
        const string sql =
            "COPY (SELECT i, repeat('x', i % 3000) FROM generate_series(1, 3000) i) TO STDOUT (FORMAT binary)";
        using var plain = Open(server.Options(WireSslMode.Disable));
        using var encrypted = Open(server.Options(WireSslMode.Require));
        using var left = plain.CopyOut(sql);
        using var right = encrypted.CopyOut(sql);
        Assert.Equal(left.ReadAll().Select(Convert.ToHexString), right.ReadAll().Select(Convert.ToHexString));
        Assert.Equal(3000, right.RowsSent);
    }

    [Fact]
    public async Task Cancel_reaches_an_encrypted_session()
    {
        using var connection = Open(With(server.Options(WireSslMode.VerifyFull), "root.crt"));
        using var observer = Open(server.Options(WireSslMode.Disable));
        var query = Task.Run(() => connection.Execute("SELECT pg_sleep(600)"));
        observer.Execute(WireConnectionTests.WaitUntilSleeping(connection.ProcessId));
        connection.Cancel();
        Assert.Equal("57014", (await Assert.ThrowsAsync<PostgresServerException>(() => query)).SqlState);
    }

    private WireOptions Certified(string certificate, string? key, string? password) =>
        server.Options(WireSslMode.Require, "certified") with
        {
            SslCertificate = server.File(certificate),
            SslKey = key is null ? null : server.File(key),
            SslPassword = password,
        };

    private WireOptions With(WireOptions options, string? root) =>
        options with
        {
            SslRootCertificate = root is null or "system" ? root : server.File(root),
        };

    private static WireConnection Open(WireOptions options) => WireConnection.Open(options, CancellationToken.None);
}
