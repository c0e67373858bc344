using System.Diagnostics;
using Pintail.Cli.Demo;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>
/// A server that ends without a last word has lost the transactions that were not on disk, also those that a mirror has
/// seen, and gives their ids to others. Its log's writer is stopped here, so that it is known which those are.
/// </summary>
public class CrashTests
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["synchronous_commit"] = "off",
        // Pages that are written would take the log with them.
        ["bgwriter_lru_maxpages"] = "0",
        ["autovacuum"] = "off",
    };

    public static TheoryData<string, bool, bool> Cases =>
        [
            .. PostgresFixture.ServerNames.SelectMany(server =>
                new[] { (server, true, false), (server, false, false), (server, false, true) }
            ),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Ids_of_lost_transactions_that_are_given_out_again_hide_nothing(
        string server,
        bool wasSeen,
        bool ofBackend
    )
    {
        await using var postgres = await ServerFolder.StartAsync(server, new(Settings));
        var source = new TestDatabase(postgres, "postgres");
        await source.ExecuteAsync(
            "CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 300) i"
        );
        await source.ExecuteAsync("CHECKPOINT");
        using var mirror = new MirrorHarness(source);
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.SucceedAsync();
        var walWriter = int.Parse(
            (await source.ScalarAsync("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"))!
        );
        await SignalAsync(walWriter, "STOP");

        var lost = long.Parse((await source.ScalarAsync("UPDATE t SET v = 'lost' WHERE id = 1 RETURNING xmin::text"))!);
        if (wasSeen)
        {
            mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(1) };
            await mirror.SucceedAsync();
            Assert.Equal("lost", mirror.Scalar("SELECT v FROM public.t WHERE id = 1"));
            mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        }
        await CrashAsync(postgres, source, walWriter, ofBackend);

        Assert.Equal("v1", await source.ScalarAsync("SELECT v FROM t WHERE id = 1"));
        long given;
        do given = long.Parse((await source.ScalarAsync("UPDATE t SET v = 'new' WHERE id = 2 RETURNING xmin::text"))!);
        while (given < lost);
        Assert.Equal(lost, given);
        var table = await mirror.SucceedAsync(source);
        Assert.Equal(ChangeKind.Replaced, table.Change!.Kind);
        Assert.Contains(wasSeen ? "not safe on disk" : "crashed", table.Reason);
        Assert.Equal(ChangeKind.Unchanged, (await mirror.SucceedAsync(source)).Change!.Kind);
    }

    private static async Task CrashAsync(ThrowawayPostgres postgres, TestDatabase source, int walWriter, bool ofBackend)
    {
        if (!ofBackend)
        {
            // The stopped process would hold the dead server's memory.
            var restart = postgres.RestartAsync(crash: true);
            Process.GetProcessById(walWriter).Kill();
            await restart;
            return;
        }
        var started = await source.ScalarAsync("SELECT pg_postmaster_start_time()::text");
        await using (var victim = await source.OpenAsync())
            Process.GetProcessById(victim.ProcessID).Kill();
        Process.GetProcessById(walWriter).Kill();
        await Eventually.Async(async () =>
        {
            try
            {
                return await source.ScalarAsync("SELECT v FROM t WHERE id = 1") == "v1";
            }
            catch (Npgsql.NpgsqlException)
            {
                return false;
            }
        });
        // The same life of the server, as far as that tells.
        Assert.Equal(started, await source.ScalarAsync("SELECT pg_postmaster_start_time()::text"));
    }

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
