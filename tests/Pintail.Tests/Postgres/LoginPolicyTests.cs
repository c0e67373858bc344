using Npgsql;
using Pintail.Postgres;
using Pintail.Wire;

namespace Pintail.Tests.Postgres;

/// <summary>What an older psql cannot say: require_auth, direct TLS and sslcrldir, the same on both planes.</summary>
public class LoginPolicyTests(LoginServer login) : IClassFixture<LoginServer>
{
    private const string Secret = @"user=secret dbname=open password='pässwörd:\\ x'";

    [Theory]
    [InlineData("user=open require_auth=none")]
    [InlineData("user=open require_auth=!password")]
    [InlineData(Secret + " require_auth=scram-sha-256")]
    [InlineData(Secret + " require_auth=scram-sha-256,md5 sslmode=disable")]
    [InlineData(Secret + " require_auth=!none")]
    [InlineData(Secret + " require_auth=scram-sha-256 channel_binding=require sslmode=require")]
    [InlineData(
        Secret + " sslmode=verify-full sslrootcert=CERTS/root.crt sslnegotiation=direct channel_binding=require"
    )]
    [InlineData("user=tls dbname=open sslmode=require sslnegotiation=direct")]
    [InlineData("user=cert dbname=open sslmode=require sslcert=CERTS/client.crt sslkey=CERTS/client.key")]
    public async Task Login_as_asked_for_succeeds(string conninfo)
    {
        var (byNpgsql, byWire) = await TryBothAsync(conninfo);
        Assert.Null(byNpgsql);
        Assert.Null(byWire);
    }

    [Theory]
    [InlineData("user=open require_auth=scram-sha-256")]
    [InlineData("user=open require_auth=!none")]
    [InlineData(Secret + " require_auth=md5")]
    [InlineData(Secret + " require_auth=!scram-sha-256")]
    [InlineData(Secret + " channel_binding=require sslmode=disable")]
    [InlineData("user=open channel_binding=require sslmode=require")]
    [InlineData("user=plain dbname=open sslmode=require sslnegotiation=direct")]
    [InlineData("user=open sslmode=verify-full sslrootcert=CERTS/other.crt sslnegotiation=direct")]
    [InlineData(
        "user=cert dbname=open sslmode=require sslcert=CERTS/client.crt sslkey=CERTS/client.key sslcertmode=disable"
    )]
    public async Task Login_other_than_asked_for_is_refused(string conninfo)
    {
        var (byNpgsql, byWire) = await TryBothAsync(conninfo);
        Assert.Equal(ErrorKind.SourceAuthentication, byNpgsql?.Kind);
        Assert.Equal(ErrorKind.SourceAuthentication, byWire?.Kind);
    }

    [Theory]
    [InlineData("empty.crl", true)]
    [InlineData("revoked.crl", false)]
    public async Task Revocation_lists_in_a_folder_are_those_named_by_hash(string name, bool isAccepted)
    {
        var folder = Directory.CreateTempSubdirectory("pintail-crl-");
        File.Copy(Path.Combine(login.Certificates, "no.crl"), Path.Combine(folder.FullName, "README"));
        File.Copy(Path.Combine(login.Certificates, name), Path.Combine(folder.FullName, "01234567.r0"));
        var (byNpgsql, byWire) = await TryBothAsync(
            $"user=open sslmode=verify-full sslrootcert=CERTS/root.crt sslcrldir={folder.FullName}"
        );
        Assert.Equal(isAccepted ? null : ErrorKind.SourceAuthentication, byNpgsql?.Kind);
        Assert.Equal(byNpgsql?.Message, byWire?.Message);
        if (!isAccepted)
            Assert.Contains("is revoked", byWire!.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Expired_certificate_is_refused_where_it_is_verified_on_both_planes()
    {
        await login.ShowAsync("expired");
        try
        {
            foreach (var mode in new[] { "verify-ca", "verify-full" })
            {
                var (byNpgsql, byWire) = await TryBothAsync($"user=open sslmode={mode} sslrootcert=CERTS/root.crt");
                Assert.Equal(ErrorKind.SourceAuthentication, byWire?.Kind);
                Assert.Equal(ErrorKind.SourceAuthentication, byNpgsql?.Kind);
                Assert.Contains("NotTimeValid", byWire!.Message, StringComparison.Ordinal);
                Assert.Equal(byWire.Message, byNpgsql!.Message);
            }
            var (unverifiedByNpgsql, unverifiedByWire) = await TryBothAsync("user=open sslmode=require");
            Assert.Null(unverifiedByNpgsql);
            Assert.Null(unverifiedByWire);
        }
        finally
        {
            await login.ShowAsync("server");
        }
    }

    [Fact]
    public async Task Revocation_list_that_cannot_be_read_is_a_configuration_error()
    {
        var (byNpgsql, byWire) = await TryBothAsync(
            "user=open sslmode=verify-full sslrootcert=CERTS/root.crt sslcrl=CERTS/no.crl"
        );
        Assert.Equal((ErrorKind.Configuration, ErrorKind.Configuration), (byNpgsql?.Kind, byWire?.Kind));
        Assert.Contains("no.crl", byWire!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Channel_binding_puts_header_and_hash_into_what_is_signed()
    {
        var scram = new ScramSha256(
            "x",
            new ScramBinding(ScramBinding.Plus, "p=tls-server-end-point,,", [1, 2, 3]),
            "n"
        );
        var final = System.Text.Encoding.ASCII.GetString(
            scram.ClientFinal("r=nserver,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"u8)
        );
        Assert.StartsWith("c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsAQID,r=nserver,p=", final, StringComparison.Ordinal);
    }

    private async Task<(PintailException? ByNpgsql, PintailException? ByWire)> TryBothAsync(string conninfo)
    {
        var text = $"host=localhost port={login.Server.Port} " + conninfo.Replace("CERTS", login.Certificates);
        var settings = Conninfo.Resolve(text, new Dictionary<string, string> { ["HOME"] = "/nonexistent" });
        return (
            await CatchAsync(async () =>
            {
                using var session = await NpgsqlSession.OpenAsync(settings, CancellationToken.None);
                await using var command = new NpgsqlCommand("SELECT 1", session.Connection);
                await command.ExecuteScalarAsync();
            }),
            await CatchAsync(() =>
            {
                using var connection = HostWalk.OpenWire(settings, CancellationToken.None);
                connection.Query("SELECT 1");
                return Task.CompletedTask;
            })
        );
    }

    private static async Task<PintailException?> CatchAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception e)
        {
            return PostgresErrors.Classify(e, "Connecting");
        }
    }
}
