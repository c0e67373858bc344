using Pintail.Cli.Demo;
using Pintail.Tests.Support;
using Pintail.Wire;

namespace Pintail.Tests.Mirror;

public class ConnectionErrorTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Password_that_is_wrong_is_told_at_once_and_never_printed()
    {
        await using var server = await ThrowawayPostgres.StartAsync(
            new ThrowawayPostgresOptions
            {
                HostBasedAuthentication =
                    "local all all trust\nhost all postgres all trust\nhost all all all scram-sha-256",
            }
        );
        var source = new TestDatabase(server, "postgres");
        await source.ExecuteAsync(
            "CREATE ROLE reader LOGIN PASSWORD 'right-secret'; CREATE TABLE t AS SELECT 1 AS a; GRANT SELECT ON t TO reader"
        );
        using var mirror = new MirrorHarness(source);
        mirror.Spec = mirror.Spec with
        {
            Source = mirror.Spec.Source with { User = "reader", Password = "wrong-secret" },
        };

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.SourceAuthentication, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(mirror.Waits);
        Assert.False(File.Exists(mirror.TargetFile));
        mirror.Spec = mirror.Spec with { Source = mirror.Spec.Source with { Password = "right-secret" } };
        await mirror.SucceedAsync();
        Assert.DoesNotContain(
            "secret",
            mirror.Scalar("SELECT string_agg(r::varchar, '') FROM pintail.run r"),
            StringComparison.Ordinal
        );
        // The server has no TLS.
        mirror.Spec = mirror.Spec with
        {
            Source = mirror.Spec.Source with { SslMode = WireSslMode.Require },
        };
        error = await mirror.FailAsync();
        Assert.Equal((ErrorKind.SourceAuthentication, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Empty(mirror.Waits);
    }

    [Fact]
    public async Task Host_that_is_unknown_is_told_at_once()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t (a int)");
        mirror.Spec = mirror.Spec with { Source = mirror.Spec.Source with { Host = "no-such-host.invalid" } };

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.SourceUnknownHost, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains("no-such-host.invalid", error.Message, StringComparison.Ordinal);
        Assert.Empty(mirror.Waits);
    }

    [Fact]
    public async Task Port_where_nobody_listens_is_tried_again_as_often_as_allowed()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t (a int)");
        using var proxy = new TcpProxy("127.0.0.1", 1);
        var port = proxy.Port;
        proxy.Dispose();
        mirror.Spec = mirror.Spec with { Source = mirror.Spec.Source with { Port = port }, MaxRetries = 3 };

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.SourceUnreachable, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Equal(2, mirror.Waits.Count);
    }

    [Fact]
    public async Task Database_that_is_missing_is_named()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t (a int)");
        mirror.Spec = mirror.Spec with { Source = mirror.Spec.Source with { Database = "no_such_database" } };

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.SourceMissing, error.Kind);
        Assert.Contains("no_such_database", error.Message, StringComparison.Ordinal);
        Assert.Empty(mirror.Waits);
        Assert.False(File.Exists(mirror.TargetFile));
    }

    [Fact]
    public async Task Server_that_comes_back_between_two_attempts_is_mirrored()
    {
        await using var server = await ThrowawayPostgres.StartAsync();
        var source = new TestDatabase(server, "postgres");
        await source.ExecuteAsync("CREATE TABLE t AS SELECT 1 AS a");
        using var mirror = new MirrorHarness(source);
        await server.StopAsync();
        mirror.OnWaiting = () => server.RestartAsync().Wait();

        await mirror.SucceedAsync();

        Assert.Single(mirror.Waits);
    }

    [Fact]
    public async Task Server_that_crashes_in_the_middle_is_read_again()
    {
        await using var server = await ThrowawayPostgres.StartAsync();
        var source = new TestDatabase(server, "postgres");
        await source.ExecuteAsync(
            "CREATE TABLE t AS SELECT i AS a, repeat('x', 500) AS b FROM generate_series(1, 20000) i"
        );
        await source.ExecuteAsync("CHECKPOINT");
        using var mirror = new MirrorHarness(source);
        // The server needs a moment for its recovery.
        mirror.Spec = mirror.Spec with
        {
            RetryBase = TimeSpan.FromSeconds(2),
            MaxRetries = 12,
        };
        var isFirst = true;
        mirror.OnTableStarted = _ =>
        {
            if (!isFirst)
                return;
            isFirst = false;
            server.RestartAsync(crash: true).Wait();
            AnswersAsync(source).Wait();
        };

        await mirror.SucceedAsync();

        Assert.NotEmpty(mirror.Waits);
        Assert.Equal("20000", mirror.Scalar("SELECT count(*) FROM public.t"));
    }

    // After a crash the server is there before its recovery is done.
    private static async Task AnswersAsync(TestDatabase source)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(60); ; )
        {
            try
            {
                await source.ScalarAsync("SELECT 1");
                return;
            }
            catch (Npgsql.NpgsqlException) when (DateTime.UtcNow < deadline)
            {
                await Task.Yield();
            }
        }
    }
}
