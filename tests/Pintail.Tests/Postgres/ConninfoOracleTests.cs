using Npgsql;
using Pintail.Postgres;

namespace Pintail.Tests.Postgres;

/// <summary>
/// The same text and the same environment given to psql and to our resolver lead to the same session, or to none, through
/// Npgsql as through the bulk reader. In the
/// texts PORT, FOLDER (the socket's), ENCODED (the same in a URI) and CERTS stand for this server's.
/// </summary>
public sealed class ConninfoOracleTests(LoginServer login) : IClassFixture<LoginServer>, IDisposable
{
    private const string Query = """
        SELECT concat_ws('|', current_user, current_database(), coalesce(inet_server_port()::text, 'socket'),
            current_setting('application_name'), current_setting('work_mem'),
            (SELECT ssl::text || coalesce(client_dn, '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()))
        """;

    private const string Services = """
        # comment
        [other]
        host=nosuchhost.invalid
        [s]
          host=127.0.0.1
        port=PORT
        user=open
        user=nobody
        dbname=a b
        application_name='quoted'

        [nested]
        service=s
        [blanks]
        host = 127.0.0.1
        [s]
        user=nobody
        """;

    private readonly string _home = Directory.CreateTempSubdirectory("pintail-home-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("postgresql://open@127.0.0.1:PORT")]
    [InlineData("postgres://open@127.0.0.1:PORT/postgres")]
    [InlineData("postgresql://open@localhost:PORT/a%20b")]
    [InlineData("postgresql://open:ignored@127.0.0.1:PORT/sl%2Fash")]
    [InlineData("postgresql://%6Fpen@127.0.0.1:PORT/quo'te%22back%5Cslash")]
    [InlineData("postgresql://open@127.0.0.1:PORT/%C3%BCn%C3%AF%F0%9F%A6%86")]
    [InlineData("postgresql://open@127.0.0.1:PORT/ünï🦆")]
    [InlineData("postgresql://open@127.0.0.1:PORT/per%25cent?application_name=a%26b%3Dc+d")]
    [InlineData("postgresql://127.0.0.1?user=open&port=PORT&dbname=a b")]
    [InlineData("postgresql://open@nosuchhost.invalid:1/postgres?host=127.0.0.1&port=PORT")]
    [InlineData("postgresql:///postgres?host=FOLDER&port=PORT&user=open")]
    [InlineData("postgresql://open@ENCODED:PORT/postgres")]
    [InlineData("postgresql://open@/postgres?host=ENCODED&port=PORT&sslmode=verify-full")]
    [InlineData("postgresql://open@127.0.0.1:PORT/postgres?options=-c%20work_mem%3D12345kB")]
    [InlineData("postgresql://open@127.0.0.1:PORT/postgres?ssl=true")]
    [InlineData("postgresql://open@127.0.0.1:PORT/?requiressl=1&")]
    [InlineData("host=127.0.0.1 port=PORT user=open")]
    [InlineData("host = 127.0.0.1 port = ' PORT ' user = 'open' dbname='a b'")]
    [InlineData(@"host=127.0.0.1 port=PORT user=open dbname=a\ b")]
    [InlineData(@"host=127.0.0.1 port=PORT user=o\pen dbname='quo\'te""back\\slash'")]
    [InlineData("host=FOLDER port=PORT user=open dbname=postgres application_name='x y'")]
    [InlineData("hostaddr=127.0.0.1 host=nosuchhost.invalid port=PORT user=open")]
    [InlineData("hostaddr=127.0.0.1 port=PORT user=open sslmode=disable")]
    [InlineData("host=127.0.0.1 port=PORT user=open options='-c work_mem=2222kB -c search_path=x'")]
    [InlineData(@"host=127.0.0.1 port=PORT user=open options='-c application_name=from\\ options'")]
    [InlineData(
        "host=127.0.0.1 port=PORT user=open fallback_application_name=fallback application_name=a connect_timeout=5"
    )]
    [InlineData(
        "host=127.0.0.1 port=PORT user=open keepalives=0 tcp_user_timeout=9999 gssencmode=disable client_encoding=LATIN1"
    )]
    [InlineData("host=127.0.0.1 port=PORT user=tls dbname=open sslmode=prefer")]
    [InlineData("host=127.0.0.1 port=PORT user=tls dbname=open sslmode=allow")]
    [InlineData("host=127.0.0.1 port=PORT user=plain dbname=open sslmode=prefer")]
    [InlineData("host=127.0.0.1 port=PORT user=plain dbname=open sslmode=allow")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=require")]
    [InlineData("host=localhost port=PORT user=open sslmode=verify-full sslrootcert=CERTS/root.crt")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=verify-ca sslrootcert=CERTS/root.crt")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=require sslrootcert=CERTS/root.crt")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=require sslrootcert=CERTS/nosuch.crt")]
    [InlineData("host=127.0.0.1 port=PORT user=cert dbname=open sslcert=CERTS/client.crt sslkey=CERTS/client.key")]
    [InlineData("postgresql://open@127.0.0.1:1,127.0.0.1:PORT/postgres")]
    [InlineData("postgresql://open@nosuchhost.invalid:PORT,localhost:PORT/postgres")]
    [InlineData("host=/nosuchfolder,FOLDER port=PORT user=open")]
    [InlineData("host=a,b hostaddr=127.0.0.2,127.0.0.1 port=1,PORT user=open")]
    [InlineData("host=127.0.0.1,127.0.0.1 port=1,PORT user=open target_session_attrs=read-write")]
    [InlineData("host=127.0.0.1 port=PORT user=open target_session_attrs=primary")]
    [InlineData("host=127.0.0.1 port=PORT user=open target_session_attrs=prefer-standby")]
    [InlineData(
        "host=127.0.0.1 port=PORT user=open target_session_attrs=read-only options='-c default_transaction_read_only=on'"
    )]
    [InlineData("host=localhost hostaddr=127.0.0.1 port=PORT user=open sslmode=verify-full sslrootcert=CERTS/root.crt")]
    [InlineData(
        "host=127.0.0.1 port=PORT user=secret dbname=open password='pässwörd:\\\\ x' channel_binding=require sslmode=require"
    )]
    [InlineData(
        "host=127.0.0.1 port=PORT user=secret dbname=open password='pässwörd:\\\\ x' channel_binding=disable sslmode=require"
    )]
    [InlineData(
        "host=127.0.0.1 port=PORT user=open sslmode=require ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.3"
    )]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=require sslsni=0 ssl_max_protocol_version=TLSv1.2")]
    [InlineData(
        "host=localhost port=PORT user=open sslmode=verify-full sslrootcert=CERTS/root.crt sslcrl=CERTS/empty.crl"
    )]
    [InlineData("service=s", "PGSERVICEFILE=CERTS/services", "PGUSER=nobody")]
    [InlineData("service=s dbname=postgres", "PGSERVICEFILE=CERTS/services")]
    [InlineData("dbname=postgres", "PGSERVICE=s", "PGSYSCONFDIR=CERTS")]
    [InlineData("open", "PGHOST=127.0.0.1", "PGPORT=PORT", "PGUSER=open")]
    [InlineData("a b", "PGHOST=FOLDER", "PGPORT=PORT", "PGUSER=open")]
    [InlineData("", "PGHOST=127.0.0.1", "PGPORT=PORT", "PGUSER=open", "PGDATABASE=postgres", "PGAPPNAME=env app")]
    [InlineData("", "PGHOSTADDR=127.0.0.1", "PGPORT=PORT", "PGUSER=open", "PGOPTIONS=-c work_mem=3333kB")]
    [InlineData("user=open options=''", "PGHOST=127.0.0.1", "PGPORT=PORT", "PGOPTIONS=-c work_mem=3333kB")]
    [InlineData("postgresql://open@/", "PGHOST=127.0.0.1", "PGPORT=PORT", "PGDATABASE=a b")]
    [InlineData(
        "postgresql://",
        "PGHOST=127.0.0.1",
        "PGPORT=PORT",
        "PGUSER=tls",
        "PGDATABASE=open",
        "PGSSLMODE=require"
    )]
    [InlineData("user=open", "PGHOST=127.0.0.1", "PGPORT=PORT", "PGREQUIRESSL=1")]
    [InlineData("user=open dbname=''", "PGHOST=127.0.0.1", "PGPORT=PORT", "PGDATABASE=postgres")]
    [InlineData("user=secret dbname=open host=127.0.0.1 port=PORT", @"PGPASSWORD=pässwörd:\ x")]
    [InlineData("postgresql://secret:p%C3%A4ssw%C3%B6rd:%5C%20x@127.0.0.1:PORT/open")]
    [InlineData("postgresql://secret:pässwörd:%5C x@127.0.0.1:PORT/open")]
    [InlineData(@"user=secret password='pässwörd:\\ x' host=127.0.0.1 port=PORT dbname=open")]
    [InlineData(@"user=secret password=pässwörd:\\\ x host=FOLDER port=PORT dbname=open", "PGPASSWORD=wrong")]
    public async Task Text_that_psql_understands_leads_to_the_same_session(string conninfo, params string[] environment)
    {
        var (psql, error, ours, _) = await AskBothAsync(conninfo, environment);
        Assert.True(psql is not null, error);
        Assert.Equal(psql, ours);
    }

    [Theory]
    [InlineData("postgresql://open@127.0.0.1:PORT/%zz")]
    [InlineData("postgresql://open@127.0.0.1:PORT/%0")]
    [InlineData("postgresql://open@127.0.0.1:PORT/a%00")]
    [InlineData("postgresql://open@[127.0.0.1:PORT/open")]
    [InlineData("postgresql://open@[]:PORT/open")]
    [InlineData("postgresql://open@[::1]x/open")]
    [InlineData("postgresql://open@127.0.0.1:PORT/open?nosuch=1")]
    [InlineData("postgresql://open@127.0.0.1:PORT/open?user")]
    [InlineData("postgresql://open@127.0.0.1:PORT/open?user=a=b")]
    [InlineData("postgresql://open@127.0.0.1:PORT/open?sslmode=on")]
    [InlineData("postgresql://open@127.0.0.1:port/open")]
    [InlineData("postgresql://open@127.0.0.1:0/open")]
    [InlineData("host=127.0.0.1 port=65536 user=open")]
    [InlineData("host=127.0.0.1 port=PORT user='open")]
    [InlineData("host=127.0.0.1 port=PORT user=open nosuch=1")]
    [InlineData("host=127.0.0.1 port=PORT user=open dbname")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=''")]
    [InlineData("host=127.0.0.1 port=PORT user=open connect_timeout=x")]
    [InlineData("hostaddr=localhost port=PORT user=open")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=verify-ca")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=verify-full sslrootcert=CERTS/nosuch.crt")]
    [InlineData("host=127.0.0.1 port=PORT user=cert sslcert=CERTS/client.crt sslkey=CERTS/nosuch.key")]
    [InlineData("host=127.0.0.1 port=PORT user=cert sslcert=CERTS/client.crt sslkey=CERTS/open.key")]
    [InlineData("host=127.0.0.1 port=PORT user=open", "PGSSLMODE=sometimes")]
    [InlineData("host=127.0.0.1 port=PORT user=open", "PGCONNECT_TIMEOUT=")]
    [InlineData("user=open", "PGHOST=127.0.0.1", "PGPORT=http")]
    [InlineData("host=127.0.0.1,127.0.0.1 port=PORT,PORT,PORT user=open")]
    [InlineData("host=127.0.0.1 hostaddr=127.0.0.1,127.0.0.1 port=PORT user=open")]
    [InlineData("host=127.0.0.1 port=PORT user=open target_session_attrs=master")]
    [InlineData("host=127.0.0.1 port=PORT user=open channel_binding=always")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=require ssl_min_protocol_version=SSLv3")]
    [InlineData("service=nosuch", "PGSERVICEFILE=CERTS/services")]
    [InlineData("service=nested", "PGSERVICEFILE=CERTS/services")]
    [InlineData("service=blanks", "PGSERVICEFILE=CERTS/services")]
    [InlineData("service=s", "PGSERVICEFILE=CERTS/nosuch")]
    public async Task Text_that_psql_refuses_is_refused_before_connecting(string conninfo, params string[] environment)
    {
        File.Copy(Path.Combine(login.Certificates, "client.key"), Path.Combine(login.Certificates, "open.key"), true);
        File.SetUnixFileMode(Path.Combine(login.Certificates, "open.key"), (UnixFileMode)0b110_100_100);
        var (psql, error, _, failure) = await AskBothAsync(conninfo, environment);
        Assert.Null(psql);
        Assert.True(failure?.Kind == ErrorKind.Configuration, $"{failure?.Message} {error}");
    }

    [Theory]
    [InlineData("host=127.0.0.1 port=PORT user=plain sslmode=require")]
    [InlineData("host=127.0.0.1 port=PORT user=tls sslmode=disable")]
    [InlineData("host=127.0.0.1 port=PORT user=nobody")]
    [InlineData("host=127.0.0.1 port=PORT user=nosuchrole")]
    [InlineData("host=127.0.0.1 port=PORT user=cert")]
    [InlineData("host=127.0.0.1 port=PORT user=secret dbname=open")]
    [InlineData("host=127.0.0.1 port=PORT user=secret dbname=open password=wrong")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=verify-ca sslrootcert=CERTS/other.crt")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=require sslrootcert=CERTS/other.crt")]
    [InlineData("host=127.0.0.1 port=PORT user=open sslmode=verify-full sslrootcert=CERTS/root.crt")]
    [InlineData(
        "host=localhost hostaddr=127.0.0.1 port=PORT user=open sslmode=verify-full sslrootcert=CERTS/other.crt"
    )]
    [InlineData("host=127.0.0.1 port=PORT user=open channel_binding=require sslmode=require")]
    [InlineData("host=FOLDER port=PORT user=secret dbname=open password='pässwörd:\\\\ x' channel_binding=require")]
    [InlineData("host=127.0.0.1,127.0.0.1 port=PORT user=nobody")]
    [InlineData(
        "host=localhost port=PORT user=open sslmode=verify-ca sslrootcert=CERTS/root.crt sslcrl=CERTS/revoked.crl"
    )]
    [InlineData("host=localhost port=PORT user=open sslmode=verify-ca sslrootcert=CERTS/root.crt sslcrl=CERTS/old.crl")]
    [InlineData("host=localhost port=PORT user=open sslmode=require sslrootcert=CERTS/root.crt sslcrl=CERTS/other.crl")]
    public async Task Login_that_psql_is_refused_is_refused_to_us(string conninfo)
    {
        var (psql, error, _, failure) = await AskBothAsync(conninfo, []);
        Assert.Null(psql);
        Assert.True(failure?.Kind == ErrorKind.SourceAuthentication, $"{failure?.Kind} {failure?.Message} {error}");
        Assert.NotNull(failure!.Hint);
    }

    [Theory]
    [InlineData("host=127.0.0.1", @"127.0.0.1:PORT:open:secret:pässwörd\:\\ x", true)]
    [InlineData("host=127.0.0.1", @"*:*:*:*:pässwörd\:\\ x", true)]
    [InlineData("host=127.0.0.1", "#*:*:*:*:wrong\n\nlocalhost:*:*:*:wrong\n127.0.0.1:*:*:*:pässwörd\\:\\\\ x", true)]
    [InlineData("host=127.0.0.1", "127.0.0.1:*:*:*:wrong\n127.0.0.1:*:*:*:pässwörd\\:\\\\ x", false)]
    [InlineData("host=127.0.0.1", @"localhost:*:*:*:pässwörd\:\\ x", false)]
    [InlineData("host=localhost", @"localhost:*:*:*:pässwörd\:\\ x", true)]
    [InlineData("hostaddr=127.0.0.1", @"127.0.0.1:*:*:*:pässwörd\:\\ x", true)]
    [InlineData("host=localhost hostaddr=127.0.0.1", @"localhost:*:*:*:pässwörd\:\\ x", true)]
    [InlineData("host=FOLDER", @"localhost:*:*:*:pässwörd\:\\ x", false)]
    [InlineData("host=FOLDER", @"FOLDER:*:*:*:pässwörd\:\\ x", true)]
    [InlineData("host=127.0.0.1 password=wrong", @"*:*:*:*:pässwörd\:\\ x", false)]
    [InlineData("host=127.0.0.1 password=''", @"*:*:*:*:pässwörd\:\\ x", true)]
    [InlineData("host=127.0.0.1", "*:*:*:*:pässwörd\\:\\\\ x\r\n", true)]
    public async Task Password_file_is_read_as_psql_reads_it(string conninfo, string content, bool works)
    {
        var file = Path.Combine(_home, ".pgpass");
        File.WriteAllText(file, Fill(content) + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (psql, error, ours, _) = await AskBothAsync($"user=secret dbname=open port=PORT {conninfo}", []);
        Assert.True(works == psql is not null, error);
        Assert.Equal(psql, ours);
    }

    [Theory]
    [InlineData((UnixFileMode)0b110_000_000)]
    [InlineData((UnixFileMode)0b110_100_000)]
    [InlineData((UnixFileMode)0b110_000_100)]
    public async Task Password_file_is_trusted_when_psql_trusts_it(UnixFileMode mode)
    {
        var file = Path.Combine(_home, "passwords");
        File.WriteAllText(file, @"*:*:*:*:pässwörd\:\\ x");
        File.SetUnixFileMode(file, mode);
        var (psql, _, ours, _) = await AskBothAsync("postgresql://secret@127.0.0.1:PORT/open", [$"PGPASSFILE={file}"]);
        Assert.Equal(mode == (UnixFileMode)0b110_000_000, psql is not null);
        Assert.Equal(psql, ours);
    }

    [Fact]
    public async Task Certificates_at_home_are_used_as_psql_uses_them()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home, ".postgresql")).FullName;
        File.Copy(Path.Combine(login.Certificates, "client.crt"), Path.Combine(folder, "postgresql.crt"));
        File.Copy(Path.Combine(login.Certificates, "client.key"), Path.Combine(folder, "postgresql.key"));
        File.Copy(Path.Combine(login.Certificates, "root.crt"), Path.Combine(folder, "root.crt"));
        var (psql, error, ours, _) = await AskBothAsync(
            "postgresql://cert@localhost:PORT/open?sslmode=verify-full",
            []
        );
        Assert.True(psql is not null, error);
        Assert.EndsWith("true/CN=cert", psql);
        Assert.Equal(psql, ours);
    }

    private async Task<(string? Psql, string Error, string? Ours, PintailException? Failure)> AskBothAsync(
        string conninfo,
        string[] variables
    )
    {
        var environment = variables.Select(Fill).ToDictionary(v => v[..v.IndexOf('=')], v => v[(v.IndexOf('=') + 1)..]);
        environment["HOME"] = _home;
        foreach (var name in new[] { "services", "pg_service.conf" })
            File.WriteAllText(Path.Combine(login.Certificates, name), Fill(Services));
        var (answer, error) = await Psql.QueryAsync(Fill(conninfo), environment, Query);
        try
        {
            var settings = Conninfo.Resolve(Fill(conninfo), environment);
            // psql calls itself psql where nothing says otherwise.
            if (settings.ApplicationName == "pintail")
            {
                settings = settings with { ApplicationName = "psql" };
            }
            var byNpgsql = await CatchAsync(settings, () => AskNpgsqlAsync(settings));
            var byWire = await CatchAsync(settings, () => Task.Run(() => AskWire(settings)));
            Assert.Equal((byNpgsql.Answer, byNpgsql.Failure?.Kind), (byWire.Answer, byWire.Failure?.Kind));
            return (answer, error, byNpgsql.Answer, byNpgsql.Failure);
        }
        catch (PintailException e)
        {
            return (answer, error, null, e);
        }
    }

    private static async Task<(string? Answer, PintailException? Failure)> CatchAsync(
        ConnectionSettings settings,
        Func<Task<string?>> ask
    )
    {
        try
        {
            return (await ask(), null);
        }
        catch (Exception e)
        {
            return (null, PostgresErrors.Classify(e, $"Connecting to {settings.Display}"));
        }
    }

    private static async Task<string?> AskNpgsqlAsync(ConnectionSettings settings)
    {
        using var session = await NpgsqlSession.OpenAsync(settings, CancellationToken.None);
        await using var command = new NpgsqlCommand(Query, session.Connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    private static string? AskWire(ConnectionSettings settings)
    {
        using var connection = HostWalk.OpenWire(settings, CancellationToken.None);
        return connection.Query(Query)[0][0];
    }

    private string Fill(string text) =>
        text.Replace("PORT", $"{login.Server.Port}")
            .Replace("PG" + login.Server.Port, "PGPORT")
            .Replace("FOLDER", login.Server.Folder)
            .Replace("ENCODED", Uri.EscapeDataString(login.Server.Folder))
            .Replace("CERTS", login.Certificates);
}
