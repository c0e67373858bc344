using Pintail.Postgres;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>A mirror whose next refresh meets another server than the last: a copy, a promoted standby, another standby.</summary>
public class OtherServerTests
{
    private const string Table =
        "CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 300) i";

    [Fact]
    public async Task Copied_data_folder_is_another_source_and_behind_the_same_name_one_that_stands_before()
    {
        await using var original = await ServerFolder.StartAsync("npm");
        var source = new TestDatabase(original, "postgres");
        await source.ExecuteAsync(Table);
        await using var copied = await ServerFolder.CopyOfAsync(original, "npm");
        var copy = new TestDatabase(copied, "postgres");
        using var mirror = new MirrorHarness(source);
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.SucceedAsync(source);
        await copy.ExecuteAsync("UPDATE t SET v = 'of the copy' WHERE id = 1");

        mirror.Spec = mirror.Spec with { Source = To(copied.Port) };
        await ReplacedAsync(mirror, copy, "another source's table");

        // The original goes on, and one name leads to it and then to the copy.
        using var name = new TcpProxy(original.Host, original.Port);
        mirror.Spec = mirror.Spec with { Source = To(name.Port) };
        await ReplacedAsync(mirror, source, "another source's table");
        await source.ExecuteAsync("UPDATE t SET v = repeat('x', 9000) WHERE id BETWEEN 2 AND 50");
        await mirror.SucceedAsync(source);
        await copy.ExecuteAsync("UPDATE t SET v = 'again' WHERE id = 1");
        name.LeadTo(copied.Host, copied.Port);
        await ReplacedAsync(mirror, copy, "stands before the last load");
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Standby_is_refreshed_by_difference_until_it_is_promoted(string server)
    {
        await using var primary = await ServerFolder.StartAsync(server);
        var source = new TestDatabase(primary, "postgres");
        await source.ExecuteAsync(Table);
        await using var standby = await ServerFolder.StandbyOfAsync(primary, server);
        var copy = new TestDatabase(standby, "postgres");
        using var mirror = new MirrorHarness(copy);
        await mirror.SucceedAsync(copy);
        await source.ExecuteAsync("UPDATE t SET v = 'changed' WHERE id < 9; DELETE FROM t WHERE id = 300");
        await ServerFolder.FollowAsync(source, copy);
        Assert.Equal(ChangeKind.Merged, (await mirror.SucceedAsync(copy)).Change!.Kind);
        Assert.Equal(ChangeKind.Unchanged, (await mirror.SucceedAsync(copy)).Change!.Kind);

        Assert.Equal("True", await copy.ScalarAsync("SELECT pg_promote()"));
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await copy.ExecuteAsync("UPDATE t SET v = 'of its own' WHERE id = 9");

        await ReplacedAsync(mirror, copy, "a standby and a primary");
        await copy.ExecuteAsync("UPDATE t SET v = 'again' WHERE id = 9");
        Assert.Equal(ChangeKind.Merged, (await mirror.SucceedAsync(copy)).Change!.Kind);
    }

    [Fact]
    public async Task Primary_that_takes_over_from_another_under_its_name_is_told_by_its_timeline()
    {
        await using var primary = await ServerFolder.StartAsync("npm");
        var source = new TestDatabase(primary, "postgres");
        await source.ExecuteAsync(Table);
        await using var standby = await ServerFolder.StandbyOfAsync(primary, "npm");
        var copy = new TestDatabase(standby, "postgres");
        using var name = new TcpProxy(primary.Host, primary.Port);
        using var mirror = new MirrorHarness(source);
        mirror.Spec = mirror.Spec with { Source = To(name.Port), DurabilityWait = TimeSpan.FromSeconds(60) };
        await ServerFolder.FollowAsync(source, copy);
        // The standby is cut off, and what the primary does now it will never have.
        await copy.ExecuteAsync("ALTER SYSTEM SET primary_conninfo = ''");
        await copy.ExecuteAsync("SELECT pg_reload_conf()");
        await Eventually.Async(async () => await copy.ScalarAsync("SELECT count(*) FROM pg_stat_wal_receiver") == "0");
        await source.ExecuteAsync("UPDATE t SET v = 'lost' WHERE id = 1");
        await mirror.SucceedAsync(source);
        await copy.ScalarAsync("SELECT pg_promote()");
        await copy.ExecuteAsync("UPDATE t SET v = repeat('x', 9000) WHERE id BETWEEN 2 AND 50");

        name.LeadTo(standby.Host, standby.Port);

        await ReplacedAsync(mirror, copy, "promoted or restored");
    }

    [Fact]
    public async Task Two_standbys_behind_one_name_never_take_each_others_past_for_the_present()
    {
        await using var primary = await ServerFolder.StartAsync("npm");
        var source = new TestDatabase(primary, "postgres");
        await source.ExecuteAsync(Table);
        await using var one = await ServerFolder.StandbyOfAsync(primary, "npm");
        await using var two = await ServerFolder.StandbyOfAsync(primary, "npm");
        var (first, second) = (new TestDatabase(one, "postgres"), new TestDatabase(two, "postgres"));
        using var name = new TcpProxy(one.Host, one.Port);
        using var mirror = new MirrorHarness(first);
        mirror.Spec = mirror.Spec with { Source = To(name.Port), DurabilityWait = TimeSpan.FromSeconds(60) };
        await ServerFolder.FollowAsync(source, first);
        await ServerFolder.FollowAsync(source, second);
        await mirror.SucceedAsync(first);
        // All that is recorded of one is true of the other, but for how far it is.
        const string Life =
            "SELECT system_identifier || ' ' || (SELECT stats_reset FROM pg_stat_bgwriter) FROM pg_control_system()";
        Assert.Equal(await first.ScalarAsync(Life), await second.ScalarAsync(Life));
        await second.ExecuteAsync("SELECT pg_wal_replay_pause()");
        await source.ExecuteAsync("UPDATE t SET v = 'changed' WHERE id < 9; DELETE FROM t WHERE id = 300");
        await ServerFolder.FollowAsync(source, first);
        Assert.Equal(ChangeKind.Merged, (await mirror.SucceedAsync(first)).Change!.Kind);

        name.LeadTo(two.Host, two.Port);
        await ReplacedAsync(mirror, second, "stands before the last load");

        await second.ExecuteAsync("SELECT pg_wal_replay_resume()");
        await ServerFolder.FollowAsync(source, second);
        Assert.Equal(ChangeKind.Merged, (await mirror.SucceedAsync(second)).Change!.Kind);
        name.LeadTo(one.Host, one.Port);
        await source.ExecuteAsync("UPDATE t SET v = 'later' WHERE id = 50");
        await ServerFolder.FollowAsync(source, first);
        Assert.Equal(ChangeKind.Merged, (await mirror.SucceedAsync(first)).Change!.Kind);

        name.LeadTo(primary.Host, primary.Port);
        await ReplacedAsync(mirror, source, "a standby and a primary");
        Assert.Equal(ChangeKind.Unchanged, (await mirror.SucceedAsync(source)).Change!.Kind);
        name.LeadTo(two.Host, two.Port);
        await ReplacedAsync(mirror, second, "a standby and a primary");
    }

    private static async Task ReplacedAsync(MirrorHarness mirror, TestDatabase source, string why)
    {
        var table = await mirror.SucceedAsync(source);
        Assert.Equal(ChangeKind.Replaced, table.Change!.Kind);
        Assert.Contains(why, table.Reason);
    }

    private static ConnectionSettings To(int port) =>
        Conninfo.Resolve($"postgresql://postgres@127.0.0.1:{port}/postgres", new Dictionary<string, string>());
}
