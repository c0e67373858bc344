using System.Diagnostics;
using System.Globalization;
using Pintail.Tests.Support;
using Pintail.Tests.Verify;
using Pintail.Verify;

namespace Pintail.Tests.Mirror;

/// <summary>
/// Runs back to back, in full and by difference, from a source on which pgbench writes at full speed, while somebody ends
/// one of their connections every few seconds. pgbench moves amounts, so whatever is published as of one moment has one
/// total. PINTAIL_SOAK_SECONDS makes it longer, and then memory and handles must not grow either: alone in its process.
/// </summary>
public class SoakTests(PostgresFixture fixture, ITestOutputHelper output)
{
    private const int DefaultSeconds = 25;
    private const int Scale = 2;
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(2);

    /// <summary>Every so many runs all tables are copied in full, and verified.</summary>
    private const int FullEvery = 5;

    // Of accounts, tellers and branches, and of what was booked: COALESCE, as nothing is at first.
    private const string Totals = """
        SELECT (SELECT sum(abalance) FROM public.pgbench_accounts) || '|' || (SELECT sum(tbalance) FROM public.pgbench_tellers)
            || '|' || (SELECT sum(bbalance) FROM public.pgbench_branches)
            || '|' || (SELECT COALESCE(sum(delta), 0) FROM public.pgbench_history)
        """;

    private static int? LongSeconds =>
        int.TryParse(Environment.GetEnvironmentVariable("PINTAIL_SOAK_SECONDS"), out var seconds) ? seconds : null;

    [Fact]
    public async Task Every_published_state_is_of_one_moment_whatever_is_killed()
    {
        var server = PostgresFixture.ServerNames.FirstOrDefault(name => File.Exists(Pgbench(name)));
        Assert.SkipWhen(server is null, "No server here comes with pgbench.");
        using var mirror = await MirrorHarness.CreateAsync(fixture, "SELECT 1", server!);
        await RunPgbenchAsync(server!, mirror.Source, "-i", "-q", "-s", $"{Scale}");
        using var stop = new CancellationTokenSource();
        var writing = RunPgbenchAsync(server!, mirror.Source, stop.Token, "-n", "-c", "2", "-T", "100000");
        var killing = KillAsync(mirror.Source, stop.Token);
        var tally = new Tally();

        for (var end = DateTime.UtcNow.AddSeconds(LongSeconds ?? DefaultSeconds); DateTime.UtcNow < end; tally.Runs++)
        {
            mirror.Spec = mirror.Spec with { Full = tally.Runs % FullEvery == 0 };
            await RunAsync(mirror, tally);
            if (tally.Runs % FullEvery == 0)
                await VerifyAsync(mirror, tally);
            if (LongSeconds is not null)
                tally.Measure();
        }

        await stop.CancelAsync();
        await writing;
        tally.Kills = await killing;
        output.WriteLine(tally.ToString());
        // The last word is a run that nobody disturbs.
        await mirror.SucceedAsync();
        Assert.Equal(await mirror.Source.ScalarAsync(Totals), mirror.Scalar(Totals));
        Assert.True(tally.Published * 2 > tally.Runs, $"Too few runs come through: {tally}");
        Assert.True(tally.Kills > 0, $"Nothing was disturbed: {tally}");
        tally.AssertFlat();
    }

    private static async Task RunAsync(MirrorHarness mirror, Tally tally)
    {
        try
        {
            var result = await mirror.RunAsync();
            // A table that failed all its attempts keeps its old content, and the run says so.
            var errors = result.Tables.Select(table => table.Error).OfType<PintailException>();
            Assert.All(errors, error => Assert.True(error.Kind.IsTransient(), error.ToString()));
            tally.IsOfOneMoment = result.ExitCode == 0;
            _ = tally.IsOfOneMoment ? tally.Published++ : tally.Partial++;
        }
        catch (PintailException e)
        {
            Assert.True(e.Kind.IsTransient(), e.ToString());
            tally.Failed++;
        }
        if (!tally.IsOfOneMoment)
            return;
        var totals = mirror.Scalar(Totals).Split('|');
        Assert.True(totals.Distinct().Count() == 1, $"accounts|tellers|branches|booked: {string.Join('|', totals)}");
    }

    private static async Task VerifyAsync(MirrorHarness mirror, Tally tally)
    {
        if (!tally.IsOfOneMoment)
            return;
        try
        {
            var result = await Verification.OfAsync(mirror);
            Assert.DoesNotContain(result.Tables, table => table.Status == VerifyStatus.Different);
            tally.Verified++;
        }
        catch (PintailException e)
        {
            Assert.True(e.Kind.IsTransient(), e.ToString());
        }
    }

    private static async Task<int> KillAsync(TestDatabase source, CancellationToken cancellation)
    {
        var kills = 0;
        try
        {
            while (true)
            {
                await Task.Delay(BetweenKills, cancellation);
                var killed = await source.ScalarAsync(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM (
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name LIKE 'pintail%' ORDER BY random() LIMIT 1) one
                    """
                );
                kills += int.Parse(killed!, CultureInfo.InvariantCulture);
            }
        }
        catch (OperationCanceledException)
        {
            return kills;
        }
    }

    private static string Pgbench(string server) => Path.Combine(PostgresFixture.BinFolder(server), "pgbench");

    private static Task RunPgbenchAsync(string server, TestDatabase database, params string[] arguments) =>
        RunPgbenchAsync(server, database, CancellationToken.None, arguments);

    private static async Task RunPgbenchAsync(
        string server,
        TestDatabase database,
        CancellationToken cancellation,
        params string[] arguments
    )
    {
        // What a child says on this process's own output is not what the test runner, which reads that, understands.
        var start = new ProcessStartInfo(Pgbench(server), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = database.Server.Host;
        start.Environment["PGPORT"] = database.Server.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = database.Server.User;
        start.Environment["PGDATABASE"] = database.Name;
        start.Environment["PGAPPNAME"] = "pgbench";
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var told = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation);
            Assert.True(process.ExitCode == 0, await said + await told);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>What happened, and what it took.</summary>
    private sealed class Tally
    {
        /// <summary>Runs before memory and handles are as large as they get by themselves.</summary>
        private const int WarmUp = 30;
        private readonly List<(long Bytes, int Handles)> _measured = [];

        public int Runs { get; set; }
        public int Published { get; set; }
        public int Partial { get; set; }
        public int Failed { get; set; }
        public int Verified { get; set; }
        public int Kills { get; set; }

        /// <summary>The last run that published anything published all.</summary>
        public bool IsOfOneMoment { get; set; }

        public void Measure()
        {
            using var self = Process.GetCurrentProcess();
            _measured.Add((self.WorkingSet64, Directory.GetFileSystemEntries("/proc/self/fd").Length));
        }

        public void AssertFlat()
        {
            if (_measured.Count < 4 * WarmUp)
                return;
            var (early, late) = (Median(_measured.Skip(WarmUp).Take(WarmUp)), Median(_measured.TakeLast(WarmUp)));
            Assert.True(late.Handles <= early.Handles + 10, $"Handles grow: {ToString()}");
            Assert.True(late.Bytes <= early.Bytes * 1.3, $"Memory grows: {ToString()}");
        }

        public override string ToString() =>
            $"{Runs} runs: {Published} published all, {Partial} a part, {Failed} failed, {Verified} verified; {Kills} connections ended; "
            + string.Join(
                ", ",
                _measured
                    .Where((_, i) => i % Math.Max(1, _measured.Count / 10) == 0)
                    .Select(one => $"{one.Bytes >> 20} MiB/{one.Handles}")
            );

        private static (long Bytes, int Handles) Median(IEnumerable<(long Bytes, int Handles)> values)
        {
            var all = values.ToList();
            return (
                all.Select(one => one.Bytes).Order().ElementAt(all.Count / 2),
                all.Select(one => one.Handles).Order().ElementAt(all.Count / 2)
            );
        }
    }
}
