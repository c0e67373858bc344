using System.Text;
using Pintail.Tests.Cli;

namespace Pintail.Tests.Aws;

/// <summary>
/// Where credentials come from, and that the server gets a token by them: the program as a process, with an environment and
/// ~/.aws of the test's own, against a server that keeps the password it gets and a stand-in for AWS.
/// </summary>
public sealed class CredentialTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("pintail-aws-").FullName;
    private readonly TokenServer _server = new();
    private readonly AwsStandIn _aws = new();

    public CredentialTests()
    {
        Write(
            "config",
            """
            [default]
            region = eu-north-1
            [profile role]
            role_arn = arn:aws:iam::1:role/reader
            source_profile = keys
            region = eu-west-3
            [profile single]
            sso_session = s1
            sso_account_id = 123456789012
            sso_role_name = Reader
            [sso-session s1]
            sso_start_url = https://example.awsapps.com/start
            sso_region = eu-west-1
            sso_registration_scopes = sso:account:access
            [profile process]
            credential_process = echo '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}'
            [profile broken]
            credential_process = echo hunter2
            """
        );
        Write("credentials", "[keys]\naws_access_key_id = KEYS\naws_secret_access_key = s\n");
        // Named by the SHA-1 of the session's name, "s1".
        Write(
            "sso/cache/640d87e741e6aa4c669a82a4cd304787960513ab.json",
            """{"startUrl":"https://example.awsapps.com/start","region":"eu-west-1","accessToken":"a","expiresAt":"2036-01-01T00:00:00Z"}"""
        );
        Write("identity", "web-identity-token");
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s", "", "ENV", "eu-north-1")]
    [InlineData("AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s AWS_REGION=eu-west-9", "", "ENV", "eu-west-9")]
    [InlineData("AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s AWS_DEFAULT_REGION=eu-west-9", "", "ENV", "eu-west-9")]
    [InlineData(
        "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s AWS_REGION=eu-west-9",
        "--aws-region us-east-1",
        "ENV",
        "us-east-1"
    )]
    [InlineData("AWS_PROFILE=keys", "--aws-region us-east-1", "KEYS", "us-east-1")]
    [InlineData("AWS_PROFILE=role", "", "ASSUMEROLE", "eu-west-3")]
    [InlineData("AWS_PROFILE=single", "--aws-region us-east-1", "SSO", "us-east-1")]
    [InlineData("AWS_PROFILE=process", "--aws-region us-east-1", "PROCESS", "us-east-1")]
    [InlineData(
        "AWS_WEB_IDENTITY_TOKEN_FILE={home}/.aws/identity AWS_ROLE_ARN=arn:aws:iam::1:role/w",
        "",
        "ASSUMEROLEWITHWEBIDENTITY",
        "eu-north-1"
    )]
    [InlineData("AWS_CONTAINER_CREDENTIALS_FULL_URI={aws}/credentials", "", "CONTAINER", "eu-north-1")]
    public async Task Mirror_logs_in_by_the_credentials_of(
        string environment,
        string arguments,
        string key,
        string region
    )
    {
        var result = await RunAsync(
            environment,
            [
                "mirror",
                "--source",
                $"postgresql://u@localhost:{_server.Port}/d",
                "--target",
                Path.Combine(_home, "x.duckdb"),
                "--rds-iam",
                .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ]
        );

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("GRANT rds_iam", result.Error);
        AssertToken(key, region, result);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("verify")]
    public async Task Other_commands_do_likewise(string command)
    {
        var result = await RunAsync(
            "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s pg_HOST=localhost pg_PORT={port} pg_DATABASE=d pg_USER=u",
            [command, "--target", Path.Combine(_home, "x.duckdb"), "--rds-iam"]
        );
        Assert.Equal(3, result.ExitCode);
        AssertToken("ENV", "eu-north-1", result);
    }

    [Theory]
    [InlineData("USE_RDS_IAM_AUTH true", "ENV", "eu-north-1")]
    [InlineData("AWS_RDS_IAM_AUTH_ENABLED true, AWS_REGION 'eu-west-2'", "ENV", "eu-west-2")]
    [InlineData("AWS_RDS_SECRET r", "KEYS", "eu-west-4", "PROFILE 'keys', REGION 'eu-west-4'")]
    [InlineData("AWS_RDS_SECRET r", "ASSUMEROLE", "eu-west-3", "PROFILE 'role'")]
    [InlineData("AWS_RDS_SECRET r", "ENV", "eu-west-4", "CHAIN 'sso;env;', REGION 'eu-west-4'")]
    [InlineData("AWS_RDS_SECRET r", "SSO", "eu-west-4", "CHAIN 'sso;env', PROFILE 'single', REGION 'eu-west-4'")]
    [InlineData("AWS_RDS_SECRET r", "KEYS", "eu-west-4", "CHAIN 'sso;config', PROFILE 'keys', REGION 'eu-west-4'")]
    [InlineData("AWS_RDS_SECRET r", "PROCESS", "eu-west-4", "CHAIN 'process', PROFILE 'process', REGION 'eu-west-4'")]
    [InlineData(
        "AWS_RDS_SECRET r",
        "ASSUMEROLE",
        "eu-west-4",
        "CHAIN 'sts', ASSUME_ROLE_ARN 'arn:aws:iam::1:role/q', EXTERNAL_ID 'x', REGION 'eu-west-4'"
    )]
    public async Task Secret_chooses_the_credentials(string options, string key, string region, string rds = "")
    {
        var result = await RunAsync(
            "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s",
            [
                "sql",
                "-c",
                rds.Length == 0
                    ? "SELECT 1"
                    : $"CREATE SECRET r (TYPE rds, PROVIDER credential_chain, {rds}, RDS_USER 'u', RDS_HOST 'localhost', RDS_PORT '{_server.Port}')",
                "-c",
                $"CREATE SECRET (TYPE postgres, HOST 'localhost', PORT {_server.Port}, USER u, DATABASE d, {options})",
                "-c",
                "ATTACH '' AS pg (TYPE postgres)",
            ]
        );
        Assert.Equal(3, result.ExitCode);
        AssertToken(key, region, result);
        if (rds.Contains("EXTERNAL_ID", StringComparison.Ordinal))
            Assert.Contains("ExternalId=x", Assert.Single(_aws.Requests));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AWS_PROFILE=nobody")]
    [InlineData("AWS_PROFILE=broken")]
    public async Task Lack_of_credentials_is_said_before_anything_is_sent(string environment)
    {
        var result = await RunAsync(
            environment,
            ["mirror", "--source", $"postgresql://u@localhost:{_server.Port}/d", "--rds-iam", "--aws-region", "x"]
        );
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("No AWS credentials", result.Error);
        Assert.Contains("aws sso login", result.Error);
        Assert.DoesNotContain("hunter2", result.Error);
        Assert.Empty(_server.Passwords);
    }

    public void Dispose()
    {
        _server.Dispose();
        _aws.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private void AssertToken(string key, string region, CliResult result)
    {
        Assert.True(_server.Passwords.TryDequeue(out var token), result.Error);
        Assert.StartsWith($"localhost:{_server.Port}/?Action=connect&DBUser=u&", token);
        Assert.Contains($"&X-Amz-Credential={key}%2F", token);
        Assert.Contains($"%2F{region}%2Frds-db%2Faws4_request&", token);
        Assert.DoesNotContain(token, result.Error + result.Out);
    }

    private async Task<CliResult> RunAsync(string variables, string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = _home,
            ["AWS_CONFIG_FILE"] = Path.Combine(_home, ".aws", "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_home, ".aws", "credentials"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ENDPOINT_URL_STS"] = _aws.Address,
            ["AWS_ENDPOINT_URL_SSO"] = _aws.Address,
        };
        foreach (var variable in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = variable.Split('=', 2) is [var one, var two] ? (one, two) : throw new FormatException();
            environment[name] = value
                .Replace("{home}", _home, StringComparison.Ordinal)
                .Replace("{aws}", _aws.Address, StringComparison.Ordinal)
                .Replace("{port}", $"{_server.Port}", StringComparison.Ordinal);
        }
        using var process = PintailProcess.Start(_home, environment, arguments);
        return await process.ResultAsync();
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_home, ".aws", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Encoding.UTF8);
    }
}
