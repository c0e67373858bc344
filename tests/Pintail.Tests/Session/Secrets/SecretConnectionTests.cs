using Pintail.Aws;
using Pintail.Postgres;
using Pintail.Session.Secrets;
using Pintail.Session.Syntax;
using Pintail.Tests.Session.Syntax;
using Pintail.Tests.Support;
using Pintail.Wire;

namespace Pintail.Tests.Session.Secrets;

/// <summary>Who wins: path, secret, variable, default.</summary>
public class SecretConnectionTests
{
    private readonly SecretStore _secrets = new(null);
    private readonly Dictionary<string, string> _environment = new() { ["HOME"] = "/nonexistent" };

    [Theory]
    [InlineData("", "su@sh:1/sd sp")]
    [InlineData("dbname=pd", "su@sh:1/pd sp")]
    [InlineData("pd", "su@sh:1/pd sp")]
    [InlineData("host=ph user=pu", "pu@ph:1/sd sp")]
    [InlineData("password=pp port=2", "su@sh:2/sd pp")]
    [InlineData("postgresql://", "su@sh:1/sd sp")]
    [InlineData("postgresql:///pd", "su@sh:1/pd sp")]
    [InlineData("postgres://pu@ph", "pu@ph:1/sd sp")]
    [InlineData("postgresql://pu:pp@ph:2/pd?application_name=a", "pu@ph:2/pd pp")]
    public void Path_wins_over_the_secret_parameter_by_parameter(string path, string expected)
    {
        Create("CREATE SECRET s (TYPE postgres, HOST sh, PORT 1, USER su, DATABASE sd, PASSWORD sp)");
        _environment["PGHOST"] = _environment["PGUSER"] = _environment["PGPASSWORD"] = "variable";

        var settings = Resolve(path, "S");

        Assert.Equal(expected, $"{settings.Display} {settings.Password}");
    }

    [Fact]
    public void Variables_say_what_path_and_secret_leave_open()
    {
        Create("CREATE SECRET s (TYPE postgres, HOST sh)");
        _environment["PGUSER"] = "vu";
        _environment["PGHOST"] = "vh";
        Assert.Equal("vu@sh:5432/pd", Resolve("dbname=pd", "s").Display);
    }

    [Fact]
    public void Default_secret_is_used_where_none_is_named_and_only_there()
    {
        Assert.Equal("u@h:5432/d", Resolve("host=h user=u dbname=d", null).Display);
        Create("CREATE SECRET (TYPE postgres, HOST h1, USER u1, DATABASE d1)");
        Create("CREATE SECRET s (TYPE postgres, HOST h2)");
        _environment["PGUSER"] = "v";
        Assert.Equal("u1@h1:5432/d1", Resolve("", null).Display);
        Assert.Equal("v@h2:5432/v", Resolve("", "s").Display);
        Assert.Equal("u1@h1:5432/d1", Resolve("", "__DEFAULT_POSTGRES").Display);
    }

    [Fact]
    public void Every_keyword_of_libpq_and_its_other_names_are_taken()
    {
        foreach (var keyword in ConninfoKeywords.All)
            Create($"CREATE OR REPLACE SECRET s (TYPE postgres, {keyword.Name.ToUpperInvariant()} 'x')");
        Create(
            "CREATE OR REPLACE SECRET s (TYPE postgres, HOSTNAME h, USERNAME u, DATABASE d, CONNECT_TIMEOUT 7, REQUIRESSL 1, "
                + "OPTIONS '-c work_mem=1MB', APPLICATION_NAME a, PASSFILE '/nonexistent')"
        );
        var settings = Resolve("", "s");
        Assert.Equal("u@h:5432/d", settings.Display);
        Assert.Equal(WireSslMode.Require, settings.SslMode);
        Assert.Equal(
            (TimeSpan.FromSeconds(7), "-c work_mem=1MB", "a"),
            (settings.ConnectTimeout, settings.Options, settings.ApplicationName)
        );
    }

    [Fact]
    public void Uri_of_a_secret_says_it_all()
    {
        Create("CREATE SECRET s (TYPE postgres, URI 'postgresql://u:p%40@h:7/d?sslmode=require')");
        var settings = Resolve("", "s");
        Assert.Equal("u@h:7/d p@", $"{settings.Display} {settings.Password}");
        Assert.Equal(WireSslMode.Require, settings.SslMode);
    }

    [Theory]
    [InlineData("", "dbname", "host cannot be specified when 'URI' option is specified")]
    [InlineData("dbname=hunter2", "", "ATTACH path must be empty when 'URI' option is specified")]
    public void Uri_of_a_secret_stands_alone(string path, string other, string message)
    {
        var host = other.Length > 0 ? ", HOST 'h'" : "";
        Create($"CREATE SECRET s (TYPE postgres, URI 'postgresql://u:hunter2@h/d'{host})");
        var error = Assert.Throws<PintailException>(() => Resolve(path, "s"));
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Theory]
    [InlineData("USE_RDS_IAM_AUTH true", "h:1/?Action=connect&DBUser=u&", "900")]
    [InlineData("AWS_RDS_IAM_AUTH_ENABLED 'TRUE', AWS_RDS_IAM_TOKEN_EXPIRATION_SECONDS 300", "h:1/", "300")]
    [InlineData("AWS_RDS_SECRET r", "rds.example:2/?Action=connect&DBUser=ru&", "900")]
    public void Iam_gives_a_token_in_place_of_a_password(string options, string start, string seconds)
    {
        Create("CREATE SECRET r (TYPE rds, REGION 'eu-west-1', RDS_HOST 'rds.example', RDS_PORT 2, RDS_USER ru)");
        Create($"CREATE SECRET s (TYPE postgres, HOST h, PORT 1, USER u, AWS_REGION 'eu-west-1', {options})");
        _environment["PGPASSWORD"] = "hunter2";

        var settings = Resolve("dbname=d", "s");

        Assert.Equal("u@h:1/d", settings.Display);
        Assert.Equal((null, WireSslMode.Require), (settings.Password, settings.SslMode));
        var token = settings.PasswordProvider!(CancellationToken.None);
        Assert.StartsWith(start, token);
        Assert.Contains($"&X-Amz-Expires={seconds}&", token);
    }

    [Theory]
    [InlineData("USE_RDS_IAM_AUTH false", "")]
    [InlineData("AWS_RDS_IAM_AUTH_ENABLED 0, AWS_REGION x, PASSWORD p", "p")]
    public void Iam_that_is_off_changes_nothing(string options, string password)
    {
        Create($"CREATE SECRET s (TYPE postgres, HOST h, USER u, {options})");
        var settings = Resolve("", "s");
        Assert.Null(settings.PasswordProvider);
        Assert.Equal(password, settings.Password ?? "");
    }

    [Theory]
    [InlineData("USE_RDS_IAM_AUTH true, PASSWORD 'hunter2'", "", "takes no password")]
    [InlineData("USE_RDS_IAM_AUTH true", "password=hunter2", "takes no password")]
    [InlineData("USE_RDS_IAM_AUTH true, SSLMODE disable", "", "must not be sent unencrypted")]
    [InlineData("AWS_RDS_SECRET s", "", "which is of type postgres")]
    public void What_iam_cannot_go_with_is_refused(string options, string path, string message)
    {
        Create($"CREATE SECRET s (TYPE postgres, HOST h, USER u, {options})");
        var error = Assert.Throws<PintailException>(() => Resolve(path, "s"));
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    private void Create(string sql) => _secrets.Create((CreateSecretStatement)SqlTexts.Statement(sql));

    private ConnectionSettings Resolve(string path, string? secret)
    {
        var tokens = new RdsTokenCache(new ManualTime(), _ => new AwsKeys("AKID", "secret"));
        return new SecretConnection(_secrets, _environment, tokens).Resolve(path, secret);
    }
}
