using System.Security.Authentication;
using Pintail.Postgres;
using Pintail.Wire;

namespace Pintail.Tests.Postgres;

public sealed class ConninfoResolverTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("pintail-home-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private ConnectionSettings Resolve(string? conninfo, params string[] environment)
    {
        var variables = environment.ToDictionary(v => v[..v.IndexOf('=')], v => v[(v.IndexOf('=') + 1)..]);
        variables.TryAdd("HOME", _home);
        return Conninfo.Resolve(conninfo, variables);
    }

    private PintailException Refused(string? conninfo, params string[] environment)
    {
        var error = Assert.Throws<PintailException>(() => Resolve(conninfo, environment));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.NotNull(error.Hint);
        return error;
    }

    private string Write(string name, string text = "", UnixFileMode mode = (UnixFileMode)0b110_000_000)
    {
        var path = Path.Combine(_home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    [Fact]
    public void Nothing_given_takes_the_defaults_of_libpq()
    {
        var settings = Resolve(null);
        Assert.Equal(Environment.UserName, settings.User);
        Assert.Equal(Environment.UserName, settings.Database);
        Assert.Equal(5432, settings.Port);
        Assert.True(settings.IsUnixSocket || settings.Host == "localhost");
        Assert.Equal("pintail", settings.ApplicationName);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.ConnectTimeout);
        Assert.Null(settings.Password);
        Assert.Equal(WireSslMode.Prefer, Resolve("host=h").SslMode);
    }

    [Fact]
    public void Variables_fill_what_the_string_leaves_out()
    {
        string[] environment =
        [
            "PGHOST=eh",
            "PGPORT=1111",
            "PGUSER=eu",
            "PGPASSWORD=ep",
            "PGDATABASE=ed",
            "PGAPPNAME=ea",
            "PGOPTIONS=-c x=y",
            "PGCONNECT_TIMEOUT=7",
            "PGSSLMODE=require",
        ];
        var settings = Resolve("postgresql://su@sh", environment);
        Assert.Equal("su@sh:1111/ed", settings.Display);
        Assert.Equal("ep", settings.Password);
        Assert.Equal("ea", settings.ApplicationName);
        Assert.Equal("-c x=y", settings.Options);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.ConnectTimeout);
        Assert.Equal(WireSslMode.Require, settings.SslMode);
        Assert.Equal("eu@eh:1111/given", Resolve("given", environment).Display);
    }

    [Fact]
    public void Parameters_one_by_one_mean_what_the_string_means()
    {
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = _home,
            ["PGPORT"] = "77",
            ["PGUSER"] = "eu",
        };
        var keywords = new Dictionary<string, string>
        {
            ["host"] = "h",
            ["dbname"] = "a b",
            ["password"] = "p",
        };
        var settings = Conninfo.FromParameters(keywords, environment);
        Assert.Equal("eu@h:77/a b", settings.Display);
        Assert.Equal("p", settings.Password);
        keywords["nosuch"] = "1";
        Assert.Contains(
            "nosuch",
            Assert.Throws<PintailException>(() => Conninfo.FromParameters(keywords, environment)).Message
        );
    }

    [Theory]
    [InlineData("0", -1)]
    [InlineData("-5", -1)]
    [InlineData("1", 2000)]
    [InlineData("2", 2000)]
    [InlineData(" 30 ", 30000)]
    public void Connect_timeout_means_what_it_means_to_libpq(string text, int millis) =>
        Assert.Equal(TimeSpan.FromMilliseconds(millis), Resolve($"host=h connect_timeout='{text}'").ConnectTimeout);

    [Theory]
    [InlineData("host=h gssencmode=require", "gssencmode")]
    [InlineData("host=h require_auth=gss,oauth", "require_auth")]
    [InlineData("host=h requirepeer=postgres", "requirepeer")]
    [InlineData("host=h ssl_min_protocol_version=TLSv1 ssl_max_protocol_version=TLSv1.1", "ssl_max_protocol_version")]
    [InlineData("host=h replication=database", "replication")]
    [InlineData("host=h oauth_issuer=x", "oauth_issuer")]
    public void Known_keyword_not_supported_says_so_by_name(string conninfo, string keyword)
    {
        var error = Refused(conninfo);
        Assert.Contains(keyword, error.Message);
        Assert.Contains("not yet supported", error.Message);
    }

    [Theory]
    [InlineData("PGREQUIREPEER=postgres")]
    [InlineData("PGREQUIREAUTH=sspi")]
    public void Known_variable_not_supported_says_so_by_name(string variable)
    {
        var error = Refused("dbname=d", variable);
        Assert.Contains(variable.Split('=')[0], error.Message);
        Assert.Contains("not yet supported", error.Message);
    }

    [Theory]
    [InlineData("keepalives=0 keepalives_idle=5 keepalives_interval=5 keepalives_count=3 tcp_user_timeout=1000")]
    [InlineData("gssencmode=disable krbsrvname=x gsslib=gssapi gssdelegation=0 client_encoding=auto")]
    [InlineData("channel_binding=prefer sslnegotiation=postgres sslcompression=0 sslsni=1 sslcertmode=allow")]
    [InlineData("ssl_min_protocol_version=TLSv1.2 ssl_max_protocol_version=TLSv1.3 min_protocol_version=3.0")]
    [InlineData("target_session_attrs=any load_balance_hosts=disable require_auth='' replication=off")]
    public void Keyword_without_effect_is_taken(string conninfo) =>
        Assert.Equal("h", Resolve("host=h " + conninfo).Host);

    [Theory]
    [InlineData("host=h port=0")]
    [InlineData("host=h port=65536")]
    [InlineData("host=h port=x")]
    [InlineData("host=h sslmode=on")]
    [InlineData("host=h sslmode=''")]
    [InlineData("host=h connect_timeout=soon")]
    [InlineData("hostaddr=not.an.address")]
    [InlineData("host=h sslmode=verify-ca")]
    [InlineData("host=h sslmode=verify-full sslrootcert=/nonexistent/root.crt")]
    [InlineData("host=h sslmode=require sslrootcert=system")]
    [InlineData("host=h sslcert=/nonexistent/client.crt")]
    [InlineData("host=a,b hostaddr=127.0.0.1")]
    [InlineData("host=a,b port=1,2,3")]
    [InlineData("host=a port=1,2")]
    [InlineData("host=a,b port=1,x")]
    [InlineData("host=a,b=c")]
    [InlineData("host=h target_session_attrs=master")]
    [InlineData("host=h load_balance_hosts=on")]
    [InlineData("host=h channel_binding=always")]
    [InlineData("host=h channel_binding=require require_auth=md5")]
    [InlineData("host=h channel_binding=require require_auth=!scram-sha-256")]
    [InlineData("host=h require_auth=scram")]
    [InlineData("host=h require_auth=md5,md5")]
    [InlineData("host=h require_auth=md5,!none")]
    [InlineData("host=h require_auth=!md5,none")]
    [InlineData("host=h sslnegotiation=direct")]
    [InlineData("host=h sslnegotiation=fast sslmode=require")]
    [InlineData("host=h ssl_min_protocol_version=SSLv3")]
    [InlineData("host=h ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2")]
    [InlineData("service=nosuch")]
    [InlineData("hostaddr=127.0.0.1 sslrootcert=system")]
    public void Wrong_value_is_refused(string conninfo) => Refused(conninfo);

    [Theory]
    [InlineData("host=h", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("host=h ssl_min_protocol_version=TLSv1.2", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("host=h ssl_min_protocol_version=TLSv1", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("host=h ssl_max_protocol_version=TLSv1.2", SslProtocols.Tls12)]
    [InlineData("host=h ssl_min_protocol_version=TLSv1.3", SslProtocols.Tls13)]
    public void Versions_of_tls_are_named_and_not_left_to_the_system(string conninfo, SslProtocols expected) =>
        Assert.Equal(expected, Resolve(conninfo).Security.Protocols);

    [Theory]
    [InlineData("host=a,b,c port=1,,3", "a:1,b:5432,c:3")]
    [InlineData("host=a,b port=7", "a:7,b:7")]
    [InlineData("postgresql://u@a:1,b,[::1]:3/d", "a:1,b:5432,[::1]:3")]
    [InlineData("postgresql:///d?host=a,b&port=1,2", "a:1,b:2")]
    [InlineData("host=a,b hostaddr=127.0.0.1,127.0.0.2 port=1", "a:1,b:1")]
    [InlineData("hostaddr=127.0.0.1,127.0.0.2", "127.0.0.1:5432,127.0.0.2:5432")]
    [InlineData("host=a,/run/x", "a:5432,/run/x:5432")]
    public void Hosts_by_comma_go_with_ports_by_comma(string conninfo, string expected)
    {
        var settings = Resolve(conninfo);
        Assert.Equal(expected, string.Join(",", settings.AllHosts));
        Assert.StartsWith(expected + "/", settings.Endpoint);
        Assert.Contains($"@{expected}/", settings.Display);
    }

    [Fact]
    public void Each_host_has_its_own_line_in_the_password_file()
    {
        Write(".pgpass", "a:1:*:*:first\nb:2:*:*:second\n");
        var settings = Resolve("host=a,b,c port=1,2,3");
        Assert.Equal(["first", "second", null], settings.Hosts.Select(host => host.Password));
        Assert.All(Resolve("host=a,b port=1 password=given").Hosts, host => Assert.Equal("given", host.Password));
    }

    [Fact]
    public void Unix_socket_beside_tcp_hosts_is_the_only_one_not_encrypted()
    {
        var settings = Resolve("host=/run/x,b sslmode=require");
        Assert.Equal(
            [WireSslMode.Disable, WireSslMode.Require],
            settings.Hosts.Select(host => settings.At(host).SslMode)
        );
    }

    [Fact]
    public void Service_stands_between_the_string_and_the_variables()
    {
        var file = Write(
            "services",
            "# none\n[other]\nhost=x\n[s]\n host=sh\nport=11\nport=12\nuser= su\ndbname=s=d\n[s]\nhost=y\n"
        );
        string[] environment = [$"PGSERVICEFILE={file}", "PGPORT=99", "PGAPPNAME=ea"];
        var settings = Resolve("service=s host=gh", environment);
        Assert.Equal((" su@gh:11/s=d", "ea"), (settings.Display, settings.ApplicationName));
        Assert.Equal(" su@sh:11/s=d", Resolve("", [.. environment, "PGSERVICE=s"]).Display);
        Assert.Equal(" su@sh:11/s=d", Resolve($"service=s servicefile={file}").Display);
    }

    [Fact]
    public void Service_is_looked_for_at_home_and_then_in_the_systems_folder()
    {
        Write("system/pg_service.conf", "[s]\nhost=of_system\n[t]\nhost=of_system\n");
        var folder = $"PGSYSCONFDIR={Path.Combine(_home, "system")}";
        Assert.Equal("of_system", Resolve("service=s", folder).Host);
        Write(".pg_service.conf", "[s]\nhost=of_home\n");
        Assert.Equal("of_home", Resolve("service=s", folder).Host);
        Assert.Equal("of_system", Resolve("service=t", folder).Host);
        Assert.Contains("\"u\"", Refused("service=u", folder).Message);
        Refused("service=s", folder, $"PGSERVICEFILE={_home}/nosuch");
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("pasword=hunter2")]
    [InlineData("password = hunter2")]
    [InlineData("service=t")]
    [InlineData("ldap://host/dn?hunter2")]
    public void Service_line_that_is_wrong_is_named_by_its_number(string line)
    {
        var file = Write("services", $"[s]\n\n{line}\n");
        var error = Refused("service=s", $"PGSERVICEFILE={file}");
        Assert.Contains($"line 3 of the service file \"{file}\"", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Theory]
    [InlineData("", AuthenticationMethods.All)]
    [InlineData("scram-sha-256", AuthenticationMethods.ScramSha256)]
    [InlineData("md5,none,gss", AuthenticationMethods.Md5 | AuthenticationMethods.None)]
    [InlineData("!password,!md5", AuthenticationMethods.ScramSha256 | AuthenticationMethods.None)]
    [InlineData("!none", AuthenticationMethods.All & ~AuthenticationMethods.None)]
    public void Methods_are_allowed_or_ruled_out(string text, AuthenticationMethods expected) =>
        Assert.Equal(expected, Resolve($"host=h require_auth='{text}'").Security.AllowedMethods);

    [Fact]
    public void Hostaddr_is_dialled_and_host_is_shown()
    {
        var settings = Resolve("host=db.example hostaddr=127.0.0.1");
        Assert.Equal(("db.example", "127.0.0.1"), (settings.ToWire().Host, settings.ToWire().HostAddress));
        Assert.StartsWith(Environment.UserName + "@db.example:5432/", settings.Display);
        Assert.False(Resolve("host=/run hostaddr=::1").IsUnixSocket);
    }

    [Fact]
    public void Unix_socket_is_never_encrypted()
    {
        Assert.Equal(WireSslMode.Disable, Resolve("host=/run/x sslmode=verify-full").SslMode);
        Assert.Equal(WireSslMode.Disable, Resolve("host=@abstract sslmode=require").SslMode);
    }

    [Fact]
    public void Root_certificate_at_home_turns_require_into_verify_ca()
    {
        Assert.Equal(WireSslMode.Require, Resolve("host=h sslmode=require").SslMode);
        Assert.Contains("/none.crt", Assert.Single(Resolve("host=h sslmode=require sslrootcert=/none.crt").Warnings));
        var root = Write(".postgresql/root.crt");
        var settings = Resolve("host=h sslmode=require");
        Assert.Equal(WireSslMode.VerifyCa, settings.SslMode);
        Assert.Equal(root, settings.SslRootCertificate);
        Assert.Equal(WireSslMode.VerifyFull, Resolve("host=h sslmode=verify-full").SslMode);
        Assert.Equal(WireSslMode.VerifyFull, Resolve("host=h sslrootcert=system").SslMode);
        Assert.Equal("system", Resolve("host=h sslrootcert=system").SslRootCertificate);
        Assert.Empty(settings.Security.RevocationLists);
        var list = Write(".postgresql/root.crl");
        Assert.Equal([list], Resolve("host=h sslmode=require").Security.RevocationLists);
        var other = Write("other.crl");
        Assert.Equal([other], Resolve($"host=h sslmode=require sslcrl={other}").Security.RevocationLists);
        Assert.Equal([_home], Resolve($"host=h sslmode=require sslcrldir={_home}").Security.RevocationLists);
        Assert.Contains("sslcrl", Assert.Single(Resolve($"host=h sslmode=prefer sslcrl={other}").Warnings));
    }

    [Fact]
    public void Client_certificate_at_home_is_used_with_a_private_key()
    {
        var certificate = Write(".postgresql/postgresql.crt");
        Assert.Contains("postgresql.key", Refused("host=h").Message);
        var key = Write(".postgresql/postgresql.key", mode: (UnixFileMode)0b110_100_100);
        Assert.Contains("open to", Refused("host=h").Message);
        File.SetUnixFileMode(key, (UnixFileMode)0b110_000_000);
        var settings = Resolve("host=h sslpassword=p");
        Assert.Equal((certificate, key, "p"), (settings.SslCertificate, settings.SslKey, settings.SslPassword));
        Assert.Null(Resolve("host=h sslmode=disable").SslCertificate);
        File.SetUnixFileMode(key, (UnixFileMode)0b110_100_000);
        if (FileOwner.IsRoot(key))
        {
            Assert.Equal(key, Resolve("host=h").SslKey);
        }
        else
        {
            Refused("host=h");
        }
    }

    [Fact]
    public void Owner_of_a_system_file_is_root_and_of_an_absent_one_is_not()
    {
        Assert.True(FileOwner.IsRoot("/etc/passwd"));
        Assert.False(FileOwner.IsRoot("/nonexistent"));
        Assert.Equal(Environment.IsPrivilegedProcess, FileOwner.IsRoot(Write("mine")));
    }

    [Fact]
    public void Password_file_open_to_others_is_passed_over_with_a_warning()
    {
        var file = Write(".pgpass", "*:*:*:*:s3cret", (UnixFileMode)0b110_100_000);
        var settings = Resolve("host=h");
        Assert.Null(settings.Password);
        Assert.Contains(file, Assert.Single(settings.Warnings));
        File.SetUnixFileMode(file, (UnixFileMode)0b110_000_000);
        Assert.Equal("s3cret", Resolve("host=h").Password);
        Assert.Empty(Resolve("host=h").Warnings);
        Assert.Equal("given", Resolve("host=h", "PGPASSWORD=given").Password);
        Assert.Null(Resolve("host=h", "PGPASSFILE=/nonexistent").Password);
    }

    [Fact]
    public void Settings_printed_show_no_password()
    {
        var settings = Resolve("postgresql://u:s3cret@[::1]:5433/d?sslpassword=s3cret");
        Assert.Equal("u@[::1]:5433/d", settings.ToString());
        Assert.DoesNotContain("s3cret", $"{settings}{settings.ToNpgsql().ConnectionString}");
    }
}
