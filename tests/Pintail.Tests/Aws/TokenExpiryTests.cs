using Npgsql;
using Pintail.Aws;
using Pintail.Cli.Demo;
using Pintail.Session;
using Pintail.Tests.Support;
using Pintail.Tests.Wire;
using Pintail.Wire;

namespace Pintail.Tests.Aws;

/// <summary>A real server over TLS whose role has the token of the hour as its password, and a clock that the test moves.</summary>
public sealed class TokenExpiryTests : IAsyncLifetime
{
    private const int Rows = 200_000;
    private readonly ManualTime _time = new();
    private ThrowawayPostgres _server = null!;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        using var authority = new TestAuthority("Pintail test CA");
        using var certificate = authority.Issue("server", "localhost");
        _server = await ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions
            {
                HostBasedAuthentication = """
                host all postgres all trust
                hostssl all iam all password
                """,
                Files = new Dictionary<string, string>
                {
                    ["server.crt"] = certificate.ExportCertificatePem(),
                    ["server.key"] = certificate.KeyPem(),
                },
                Settings = new Dictionary<string, string>
                {
                    ["ssl"] = "on",
                    ["ssl_cert_file"] = "../server.crt",
                    ["ssl_key_file"] = "../server.key",
                },
            }
        );
        await ExecuteAsync(
            $"""
            CREATE ROLE iam LOGIN;
            CREATE TABLE item AS SELECT i AS id, repeat('x', 100) AS filler FROM generate_series(1, {Rows}) AS i;
            ANALYZE item;
            GRANT SELECT ON item TO iam;
            """
        );
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Scan_that_outlives_its_token_goes_on_and_new_connections_get_a_new_one()
    {
        using var database = SqlDatabase.Open(new SqlOptions { Connections = 2, Tokens = Cache() });
        using var session = database.Connect();
        await TakeTokenAsync();
        Run(
            session,
            $"CREATE SECRET (TYPE postgres, HOST 'localhost', PORT {_server.Port}, USER iam, DATABASE postgres, "
                + "USE_RDS_IAM_AUTH true, AWS_REGION 'eu-west-1'); ATTACH '' AS pg (TYPE postgres)"
        );
        var count = 0L;
        var isLater = false;
        foreach (var result in session.Execute("SELECT id, filler FROM pg.item"))
        {
            while (result.NextChunk() is { } chunk)
            {
                using (chunk)
                    count += chunk.RowCount;
                if (isLater)
                    continue;
                _time.Advance(TimeSpan.FromMinutes(20));
                await TakeTokenAsync();
                isLater = true;
            }
        }
        Assert.Equal(Rows, count);

        using var other = database.Connect();
        Run(other, "SELECT count(*) FROM pg.item");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Token_that_is_too_old_for_the_server_is_refused_with_what_iam_needs()
    {
        using var database = SqlDatabase.Open(new SqlOptions { Tokens = Cache() });
        using var session = database.Connect();
        await TakeTokenAsync();
        _time.Advance(TimeSpan.FromMinutes(20));
        var error = Assert.Throws<PintailException>(() =>
            Run(
                session,
                $"CREATE SECRET s (TYPE postgres, HOST 'localhost', PORT {_server.Port}, USER iam, DATABASE postgres, "
                    + "USE_RDS_IAM_AUTH true, AWS_REGION 'eu-west-1'); ATTACH '' AS pg (TYPE postgres, SECRET s)"
            )
        );
        Assert.Equal(ErrorKind.SourceAuthentication, error.Kind);
        Assert.Contains("rds-db:connect", error.Hint);
        Assert.DoesNotContain("X-Amz-Signature", error.ToString());

        Assert.Equal(1, _asked);
        await TakeTokenAsync();
        Run(session, "ATTACH '' AS pg (TYPE postgres, SECRET s)");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Token_that_a_scans_connection_is_refused_with_is_forgotten()
    {
        var cache = Cache();
        var settings = RdsIam.Resolve(
            $"host=localhost port={_server.Port} user=iam dbname=postgres",
            new Dictionary<string, string>(),
            new RdsIamOptions { Identity = new AwsIdentity("eu-west-1") },
            cache
        );
        Assert.Throws<PostgresServerException>(() =>
            WireConnection.Open(settings.ToWire(), TestContext.Current.CancellationToken)
        );
        Assert.Throws<PostgresServerException>(() =>
            WireConnection.Open(settings.ToWire(), TestContext.Current.CancellationToken)
        );
        Assert.Equal(2, _asked);
    }

    /// <summary>The server takes the token of now, and no other.</summary>
    private Task TakeTokenAsync()
    {
        var request = new RdsTokenRequest("localhost", _server.Port, "iam", new AwsIdentity(), RdsToken.MaxLifetime);
        var token = RdsToken.Sign(request, "eu-west-1", Keys, _time.GetUtcNow());
        return ExecuteAsync($"ALTER ROLE iam PASSWORD '{token}'");
    }

    private static AwsKeys Keys { get; } = new("AKID", "secret", "session-token");

    private RdsTokenCache Cache() =>
        new(
            _time,
            _ =>
            {
                _asked++;
                return Keys;
            }
        );

    private static void Run(SqlSession session, string sql)
    {
        foreach (var result in session.Execute(sql))
            _ = result.Rows().Count();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(TestDatabase.ConnectionString(_server, "postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
