using System.Globalization;
using Pintail.Cli.Demo;
using Pintail.Postgres;
using Pintail.Tests.Support;

namespace Pintail.Tests.Postgres;

/// <summary>A primary, and a server that stands in recovery as a standby does; each role may log in at both.</summary>
public sealed class PairOfServers : IAsyncLifetime
{
    internal ThrowawayPostgres Primary { get; private set; } = null!;
    internal ThrowawayPostgres Standby { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Primary = await StartAsync("primary");
        Standby = await StartAsync("standby");
        await Standby.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(Standby.DataFolder, "standby.signal"), "");
        await Standby.RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Standby.DisposeAsync();
        await Primary.DisposeAsync();
    }

    private static async Task<ThrowawayPostgres> StartAsync(string name)
    {
        var server = await ThrowawayPostgres.StartAsync(new ThrowawayPostgresOptions());
        await new TestDatabase(server, "postgres").ExecuteAsync(
            $"CREATE TABLE place AS SELECT '{name}' AS name, i FROM generate_series(1, 1000) i; CREATE ROLE reading LOGIN; "
                + "ALTER ROLE reading SET default_transaction_read_only = on; GRANT SELECT ON place TO reading; CHECKPOINT"
        );
        return server;
    }
}

/// <summary>Several hosts: psql's choice is ours, on both planes, and whoever reads the snapshot reads it where it was taken.</summary>
public class HostWalkTests(PairOfServers servers) : IClassFixture<PairOfServers>
{
    [Theory]
    [InlineData("any", "PRIMARY,STANDBY", "primary")]
    [InlineData("any", "STANDBY,PRIMARY", "standby")]
    [InlineData("any", "1,STANDBY,PRIMARY", "standby")]
    [InlineData("read-write", "STANDBY,PRIMARY", "primary")]
    [InlineData("primary", "STANDBY,PRIMARY", "primary")]
    [InlineData("standby", "PRIMARY,STANDBY", "standby")]
    [InlineData("read-only", "PRIMARY,STANDBY", "standby")]
    [InlineData("prefer-standby", "PRIMARY,STANDBY", "standby")]
    [InlineData("prefer-standby", "PRIMARY,1", "primary")]
    [InlineData("read-write", "STANDBY", null)]
    [InlineData("read-write", "STANDBY,1", null)]
    [InlineData("standby", "PRIMARY,1", null)]
    [InlineData("read-write", "PRIMARY,PRIMARY", null, "reading")]
    [InlineData("primary", "PRIMARY,STANDBY", "primary", "reading")]
    [InlineData("read-only", "PRIMARY,STANDBY", "primary", "reading")]
    public async Task Host_that_psql_chooses_is_read_by_all_connections(
        string wanted,
        string ports,
        string? expected,
        string user = "postgres"
    )
    {
        var conninfo = Conninfo(wanted, ports, user);
        var (psql, error) = await Psql.QueryAsync(
            conninfo,
            new Dictionary<string, string>(),
            "SELECT min(name) FROM place"
        );
        Assert.True(expected == psql, error);
        var settings = Pintail.Postgres.Conninfo.Resolve(conninfo, new Dictionary<string, string>());
        if (expected is null)
        {
            var refusal = await Assert.ThrowsAsync<PintailException>(() => ReadAsync(settings));
            Assert.Equal(ErrorKind.SourceUnavailable, refusal.Kind);
            Assert.Contains("target_session_attrs asks", refusal.Message, StringComparison.Ordinal);
            return;
        }
        Assert.Equal([expected, expected, expected], await ReadAsync(settings));
        using var alone = HostWalk.OpenWire(settings, CancellationToken.None);
        Assert.Equal(expected, alone.Query("SELECT min(name) FROM place")[0][0]);
    }

    [Fact]
    public async Task Random_order_reaches_every_host_and_workers_follow_the_exporter()
    {
        var settings = Pintail.Postgres.Conninfo.Resolve(
            Conninfo("any", "PRIMARY,STANDBY", "postgres") + " load_balance_hosts=random",
            new Dictionary<string, string>()
        );
        var seen = new HashSet<string>();
        // 2^-40 that one host is never the first.
        for (var i = 0; i < 40 && seen.Count < 2; i++)
        {
            var read = await ReadAsync(settings);
            seen.Add(Assert.Single(read.Distinct()));
        }
        Assert.Equal(["primary", "standby"], seen.Order());
    }

    [Fact]
    public async Task Wrong_role_is_final_and_not_tried_on_the_next_host()
    {
        var settings = Pintail.Postgres.Conninfo.Resolve(
            Conninfo("any", "PRIMARY,STANDBY", "nosuchrole"),
            new Dictionary<string, string>()
        );
        var error = await Assert.ThrowsAsync<PintailException>(() => ReadAsync(settings));
        Assert.Equal(ErrorKind.SourceAuthentication, error.Kind);
        Assert.DoesNotContain("None of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_all_refuse_are_all_told()
    {
        var settings = Pintail.Postgres.Conninfo.Resolve(
            "host=127.0.0.1,nosuchhost.invalid port=1,2 user=u",
            new Dictionary<string, string>()
        );
        var error = await Assert.ThrowsAsync<PintailException>(() => ReadAsync(settings));
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.Contains("nosuchhost.invalid:2", error.Message, StringComparison.Ordinal);
    }

    private string Conninfo(string wanted, string ports, string user)
    {
        var numbers = ports
            .Replace("PRIMARY", servers.Primary.Port.ToString(CultureInfo.InvariantCulture))
            .Replace("STANDBY", servers.Standby.Port.ToString(CultureInfo.InvariantCulture));
        var hosts = string.Join(",", numbers.Split(',').Select(_ => "127.0.0.1"));
        return $"host={hosts} port={numbers} user={user} dbname=postgres target_session_attrs={wanted}";
    }

    /// <summary>Where the exporter, a worker of the bulk reader and one of Npgsql's are.</summary>
    private static async Task<string[]> ReadAsync(ConnectionSettings settings)
    {
        const string sql = "SELECT min(name) FROM public.place";
        await using var session = await SnapshotSession.OpenAsync(settings, new SnapshotOptions(), default);
        var snapshot = await session.TakeAsync(SourceSide.Tables, default);
        using var worker = session.OpenWorker(default);
        using var other = session.OpenWorker(default);
        var row = await session.QueryRowAsync(sql, "public.place", default);
        Assert.True(snapshot.IsShared);
        return [(string)row[0]!, worker.ReadOne(sql)!, other.ReadOne(sql)!];
    }
}
