using Pintail.Session;
using Pintail.Tests.Cli;
using Pintail.Tests.Support;

namespace Pintail.Tests.Session.Faults;

/// <summary>A line that is cut after any number of bytes, and a server that is stopped as a whole.</summary>
public class CutLineTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Sql =
        "CREATE TABLE t AS SELECT i, repeat('x', 100) AS x FROM generate_series(1, 40000) i; ANALYZE t";

    [Fact]
    public async Task Line_that_is_cut_anywhere_gives_all_rows_or_an_error()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(Sql);
        using var proxy = new TcpProxy(source.Server.Host, source.Server.Port);
        using var database = SqlDatabase.Open(new SqlOptions { Connections = 2 });
        using var session = database.Connect();
        Run(session, $"ATTACH 'postgresql://postgres@127.0.0.1:{proxy.Port}/{source.Name}' AS pg (TYPE postgres)");
        var random = new Random(7);
        var (whole, failed) = (0, 0);
        for (var round = 0; round < 12; round++)
        {
            var bytes = random.Next(0, 6_000_000);
            var first = proxy.Connections + 1;
            proxy.CutAfter = number => number >= first ? bytes : null;
            // So that the connections are new ones.
            await source.EndBackendsAsync();
            try
            {
                Assert.Equal([40000L, 800020000m], Sum(session));
                whole++;
            }
            catch (PintailException e)
            {
                Assert.Equal(ErrorKind.SourceUnreachable, e.Kind);
                failed++;
            }
            proxy.CutAfter = _ => null;
            await source.EndBackendsAsync();
            Assert.Equal([40000L, 800020000m], Sum(session));
        }
        Assert.True(failed > 0 && whole > 0, $"{failed} failed, {whole} did not.");
    }

    [Fact]
    public async Task Attach_over_a_line_that_is_cut_fails_and_can_be_repeated()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(Sql);
        using var proxy = new TcpProxy(source.Server.Host, source.Server.Port);
        using var database = SqlDatabase.Open(new SqlOptions());
        using var session = database.Connect();
        var attach = $"ATTACH 'postgresql://postgres@127.0.0.1:{proxy.Port}/{source.Name}' AS pg (TYPE postgres)";
        foreach (var bytes in new[] { 0, 1, 300, 1000 })
        {
            proxy.CutAfter = _ => bytes;
            Assert.Equal(ErrorKind.SourceUnreachable, Assert.Throws<PintailException>(() => Run(session, attach)).Kind);
        }
        proxy.CutAfter = _ => null;
        Run(session, attach);
        Assert.Equal(40000L, Sum(session)[0]);
    }

    [Fact]
    public async Task Server_that_stops_and_comes_back_is_used_again_by_the_next_statement()
    {
        await using var server = await Pintail.Cli.Demo.ThrowawayPostgres.StartAsync(
            new() { BinFolder = PostgresFixture.BinFolder("npm") }
        );
        var source = new TestDatabase(server, "postgres");
        await source.ExecuteAsync(Sql);
        using var harness = SessionHarness.Over(source);
        const string query = "SELECT count(*) FROM pg.t WHERE i > 0";
        Assert.Equal(["40000"], harness.Rows(query));
        await server.RestartAsync();
        Assert.Equal(["40000"], harness.Rows(query));
        await server.StopAsync();
        Assert.Equal(ErrorKind.SourceUnreachable, Assert.Throws<PintailException>(() => harness.Rows(query)).Kind);
        using (var cli = new CliRunner())
        {
            var result = await cli.RunAsync("sql", "--attach", $"pg={source.Conninfo}", "-c", query);
            Assert.Equal((ExitCodes.Unreachable, ""), (result.ExitCode, result.Out));
        }
        await server.RestartAsync();
        Assert.Equal(["40000"], harness.Rows(query));
    }

    [Fact]
    public async Task Command_line_ends_with_3_when_the_source_is_lost_in_a_statement()
    {
        var source = await fixture.CreateDatabaseAsync();
        await source.ExecuteAsync(Sql);
        using var proxy = new TcpProxy(source.Server.Host, source.Server.Port);
        // Of the connections of ATTACH, of the session and of the scan the last ones carry rows.
        proxy.CutAfter = number => number > 2 ? 100_000 : null;
        using var cli = new CliRunner();
        var conninfo = $"postgresql://postgres@127.0.0.1:{proxy.Port}/{source.Name}";
        var result = await cli.RunAsync("sql", "--attach", $"pg={conninfo}", "-c", "SELECT sum(length(x)) FROM pg.t");
        Assert.Equal(ExitCodes.Unreachable, result.ExitCode);
        Assert.DoesNotContain("4000000", result.Out, StringComparison.Ordinal);
    }

    private static void Run(SqlSession session, string sql) => Assert.Single(session.Execute(sql).ToList());

    private static object?[] Sum(SqlSession session) =>
        session
            .Execute("SELECT count(x), sum(i)::DECIMAL(18,0) FROM pg.t")
            .SelectMany(one => one.Rows().ToList())
            .Single();
}
