using Pintail.Aws;
using Pintail.Postgres;
using Pintail.Tests.Support;
using Pintail.Wire;

namespace Pintail.Tests.Aws;

public class RdsIamTests
{
    private const string Endpoint = "host=db.eu-west-1.rds.amazonaws.com user=u dbname=d";
    private int _asked;

    [Theory]
    [InlineData("", "", WireSslMode.Require)]
    [InlineData("sslmode=allow", "", WireSslMode.Require)]
    [InlineData("sslmode=prefer", "", WireSslMode.Require)]
    [InlineData("sslmode=require", "", WireSslMode.Require)]
    [InlineData("", "allow", WireSslMode.Require)]
    [InlineData("sslmode=verify-full sslrootcert=system", "", WireSslMode.VerifyFull)]
    [InlineData("sslrootcert=system", "", WireSslMode.VerifyFull)]
    public void Connection_is_encrypted(string given, string variable, WireSslMode expected)
    {
        var settings = Resolve($"{Endpoint} {given}", variable);
        Assert.Equal(expected, settings.SslMode);
        Assert.Equal(expected, settings.ToWire().SslMode);
    }

    [Theory]
    [InlineData("sslmode=disable", "", "sslmode is disable")]
    [InlineData("", "disable", "PGSSLMODE is disable")]
    public void Switching_encryption_off_is_refused(string given, string variable, string message)
    {
        var error = Assert.Throws<PintailException>(() => Resolve($"{Endpoint} {given}", variable));
        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.StartsWith(message, error.Message);
    }

    [Theory]
    [InlineData("postgresql://u:hunter2@db.example/d", "password")]
    [InlineData("host=db.example password=hunter2", "password")]
    [InlineData("host=/var/run/postgresql", "host name")]
    public void What_does_not_go_with_a_token_is_refused(string conninfo, string message)
    {
        var error = Assert.Throws<PintailException>(() => Resolve(conninfo, ""));
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public void Nothing_is_asked_before_a_connection_opens()
    {
        var settings = Resolve(Endpoint, "");
        var wire = settings.ToWire();
        using var source = settings.ToNpgsql();
        Assert.Equal(0, _asked);

        var token = wire.PasswordProvider!(CancellationToken.None);
        Assert.Equal(1, _asked);
        Assert.StartsWith("db.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=u&", token);
        Assert.Contains("%2Feu-west-2%2Frds-db%2F", token);
        Assert.DoesNotContain(token, $"{settings} {wire} {settings with { }}");
    }

    [Fact]
    public void Sdk_is_not_even_loaded_where_no_token_is_needed() => Assert.Equal("", ChildProcess.LoadedForSecrets());

    [Fact]
    public void Variables_and_files_give_no_password()
    {
        var settings = RdsIam.Resolve(
            Endpoint,
            new Dictionary<string, string> { ["PGPASSWORD"] = "hunter2", ["HOME"] = "/nonexistent" },
            new RdsIamOptions(),
            Cache()
        );
        Assert.Null(settings.Password);
    }

    [Fact]
    public void Token_is_for_the_endpoint_while_the_connection_goes_through_a_tunnel()
    {
        var options = new RdsIamOptions
        {
            Identity = new AwsIdentity("eu-west-1"),
            Host = "db.eu-west-1.rds.amazonaws.com",
            Port = 5432,
            User = "iam",
        };
        var settings = RdsIam.Resolve("postgresql://u@localhost:9999/d", Nothing, options, Cache());
        Assert.Equal("u@localhost:9999/d", settings.Display);
        Assert.StartsWith(
            "db.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=iam&",
            settings.PasswordProvider!(CancellationToken.None)
        );
    }

    private static Dictionary<string, string> Nothing => new() { ["HOME"] = "/nonexistent" };

    private ConnectionSettings Resolve(string conninfo, string sslMode)
    {
        var environment = Nothing;
        if (sslMode.Length > 0)
            environment["PGSSLMODE"] = sslMode;
        var options = new RdsIamOptions { Identity = new AwsIdentity("eu-west-2") };
        return RdsIam.Resolve(conninfo, environment, options, Cache());
    }

    private RdsTokenCache Cache() =>
        new(
            new ManualTime(),
            _ =>
            {
                _asked++;
                return new AwsKeys("AKID", "secret");
            }
        );
}
