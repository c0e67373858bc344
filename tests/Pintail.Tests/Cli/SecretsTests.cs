using Pintail.Tests.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Cli;

/// <summary>
/// Whole runs by password and by TLS: every way to give the password opens the source, and no way a run can end shows it.
/// That output, databases and logs show none is held wherever the program runs: see <see cref="TestPasswords"/>.
/// </summary>
public sealed class SecretsTests(LoginServer login) : IClassFixture<LoginServer>, IAsyncLifetime, IDisposable
{
    /// <summary>Without what JSON, YAML and SQL write otherwise.</summary>
    private const string Password = "hunter2-right";
    private const string Wrong = "hunter2-wrong";

    private readonly CliRunner _cli = new();

    public async ValueTask InitializeAsync() =>
        await new TestDatabase(login.Server, "open").ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS t AS SELECT generate_series(1, 100) AS i;
            GRANT SELECT ON t TO PUBLIC;
            ALTER ROLE secret PASSWORD '{Password}'
            """
        );

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("uri")]
    [InlineData("PGPASSWORD")]
    [InlineData("pgpass")]
    [InlineData("service")]
    [InlineData("--password-file")]
    [InlineData("pg_PASSWORD_FILE")]
    [InlineData("password_file")]
    public async Task Password_given_in_any_way_opens_the_source_and_is_shown_nowhere(string way)
    {
        var arguments = Give(way, Password);
        var run = await _cli.RunAsync(["mirror", .. arguments, "--target", _cli.PathOf("copy.duckdb"), "--verbose"]);
        Assert.True(run.ExitCode == 0, run.Error);
        await _cli.RunAsync(["plan", .. arguments, "--target", _cli.PathOf("copy.duckdb"), "--json"]);
        await _cli.RunAsync(["verify", .. arguments, "--target", _cli.PathOf("copy.duckdb")]);
    }

    [Theory]
    [InlineData("uri", "user=secret", Wrong)]
    [InlineData("PGPASSWORD", "user=secret", Wrong)]
    [InlineData("pgpass", "user=secret", Wrong)]
    [InlineData("service", "user=secret", Wrong)]
    [InlineData("--password-file", "user=secret", Wrong)]
    [InlineData("--password-file", "port=1 connect_timeout=2")]
    [InlineData("PGPASSWORD", "host=nosuchhost.invalid")]
    [InlineData("PGPASSWORD", "dbname=nosuch")]
    [InlineData("service", "sslmode=verify-full sslrootcert=/nonexistent")]
    [InlineData("pgpass", "host=localhost sslmode=verify-full sslrootcert=CERTS/other.crt")]
    [InlineData("service", "require_auth=md5")]
    [InlineData("--password-file", "password=" + Wrong)]
    [InlineData("uri", "password=hunter2 wrong")]
    [InlineData("uri", "password='hunter2-wrong")]
    [InlineData("uri", "pasword=hunter2-wrong")]
    [InlineData("uri", "hunter2-wrong=password")]
    [InlineData("uri", "target_session_attrs=standby")]
    public async Task Run_that_fails_shows_no_password(string way, string change, string password = Password)
    {
        var arguments = Give(way, password, change.Replace("CERTS", login.Certificates));
        foreach (var command in new[] { new[] { "mirror" }, ["mirror", "--json"], ["plan"] })
        {
            var run = await _cli.RunAsync([
                .. command,
                .. arguments,
                "--target",
                _cli.PathOf("copy.duckdb"),
                "--verbose",
                "--max-retries",
                "1",
            ]);
            Assert.NotEqual(0, run.ExitCode);
        }
    }

    [Theory]
    [InlineData("--target")]
    [InlineData("--config")]
    [InlineData("--jobs")]
    [InlineData("--strategy")]
    [InlineData("--include-table")]
    [InlineData("--exclude-table")]
    [InlineData("--include-schema")]
    [InlineData("--password-file")]
    public async Task Connection_string_in_the_wrong_place_is_refused_and_not_shown(string flag)
    {
        var arguments = Give("PGPASSWORD", Password);
        string[] target = flag == "--target" ? [] : ["--target", _cli.PathOf("copy.duckdb")];

        foreach (
            var conninfo in new[] { $"postgresql://u:{Wrong}@db.example/d", $"sslmode=require password = {Wrong}" }
        )
        {
            var run = await _cli.RunAsync(["mirror", .. arguments, .. target, flag, conninfo]);

            Assert.Equal(ExitCodes.Usage, run.ExitCode);
            Assert.DoesNotContain(Wrong, run.Out + run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Process_list_shows_the_name_of_the_file_and_not_the_password()
    {
        var arguments = Give("--password-file", Password);
        using var process = PintailProcess.Start(
            _cli.Folder,
            new Dictionary<string, string> { ["HOME"] = _cli.Folder },
            ["mirror", .. arguments, "--target", _cli.PathOf("copy.duckdb")]
        );
        var shown = process.CommandLine();
        var run = await process.ResultAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("--password-file", shown);
        Assert.DoesNotContain("hunter2", shown);
    }

    [Theory]
    [InlineData("missing", "cannot be read")]
    [InlineData("empty", "empty line")]
    [InlineData("large", "larger than")]
    public async Task Password_file_that_is_none_is_a_configuration_error(string name, string expected)
    {
        File.WriteAllText(_cli.PathOf("empty"), "\nhunter2\n");
        File.WriteAllText(_cli.PathOf("large"), new string('x', 1 << 20));
        var run = await _cli.RunAsync([
            "mirror",
            "--source",
            "host=h",
            "--password-file",
            _cli.PathOf(name),
            "--target",
            _cli.PathOf("c.duckdb"),
        ]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("user=tls sslmode=verify-full sslrootcert=CERTS/root.crt sslcrl=CERTS/empty.crl", null)]
    [InlineData("user=tls sslmode=require sslnegotiation=direct", null)]
    [InlineData(
        "user=cert sslmode=verify-ca sslrootcert=CERTS/root.crt sslcert=CERTS/client.crt sslkey=CERTS/client.key",
        null
    )]
    [InlineData("user=tls sslmode=verify-full sslrootcert=CERTS/other.crt", "does not lead to one in")]
    [InlineData("user=tls sslmode=verify-full sslrootcert=CERTS/root.crt sslcrl=CERTS/revoked.crl", "is revoked")]
    [InlineData("user=tls sslmode=verify-full sslrootcert=CERTS/root.crt host=127.0.0.1", "not made out to")]
    [InlineData("user=plain sslmode=require", "28000")]
    public async Task Mirror_and_session_by_tls_read_the_same_or_are_refused_alike(string conninfo, string? refusal)
    {
        var source =
            $"host=localhost port={login.Server.Port} dbname=open {conninfo.Replace("CERTS", login.Certificates)}";
        var mirror = await _cli.RunAsync(["mirror", "--source", source, "--target", _cli.PathOf("copy.duckdb")]);
        var session = await _cli.RunAsync([
            "sql",
            "-c",
            $"ATTACH '{source}' AS pg (TYPE postgres, READ_ONLY); SELECT 'sum ' || sum(i) FROM pg.t",
        ]);
        if (refusal is null)
        {
            Assert.True(mirror.ExitCode == 0, mirror.Error);
            Assert.Contains("sum 5050", session.Out);
        }
        else
        {
            Assert.Equal(3, mirror.ExitCode);
            Assert.NotEqual(0, session.ExitCode);
            Assert.All([mirror, session], run => Assert.Contains(refusal, run.Error));
        }
    }

    /// <summary>Puts the password where the way says; the arguments that name the source.</summary>
    private string[] Give(string way, string password, string change = "")
    {
        _cli.Environment["HOME"] = _cli.Folder;
        var conninfo = $"host=127.0.0.1 port={login.Server.Port} user=secret dbname=open";
        switch (way)
        {
            case "PGPASSWORD":
                _cli.Environment["PGPASSWORD"] = password;
                break;
            case "pgpass":
                Write(".pgpass", $"*:*:*:*:{password}\n");
                break;
            case "service":
                Write(".pg_service.conf", $"[s]\npassword={password}\n");
                conninfo += " service=s";
                break;
            case "uri":
                conninfo += $" password={password}";
                break;
            case "--password-file":
                Write("password", password + "\n");
                return ["--source", $"{conninfo} {change}", way, _cli.PathOf("password")];
            case "pg_PASSWORD_FILE":
                Write("password", password + "\r\nsecond line");
                _cli.Environment[way] = _cli.PathOf("password");
                break;
            default:
                Write("password", password);
                Write("pintail.yaml", $"password_file: {_cli.PathOf("password")}\n");
                break;
        }
        return ["--source", $"{conninfo} {change}"];
    }

    private void Write(string name, string text)
    {
        File.WriteAllText(_cli.PathOf(name), text);
        File.SetUnixFileMode(_cli.PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
