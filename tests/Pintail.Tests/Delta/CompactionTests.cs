using System.Diagnostics;
using System.Globalization;
using Pintail.DuckDB;
using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Delta;

/// <summary>
/// What many small refreshes do to a table, and that a full copy comes before it is too much.
/// PINTAIL_COMPACTION_ROUNDS=1000 makes it as long as the promise.
/// </summary>
public class CompactionTests(PostgresFixture fixture)
{
    private const int DefaultRounds = 20;
    private const int Rows = 200_000;
    private const double LargestRoom = 2.0;
    private const double SlowestScan = 1.3;
    private const string Compacting = "places are still taken";

    /// <summary>Readings of both files in turn, of which the fastest count.</summary>
    private const int Scans = 21;

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("PINTAIL_COMPACTION_ROUNDS"), out var rounds)
            ? rounds
            : DefaultRounds;

    /// <summary>Beside other tests a comparison of scans says little.</summary>
    private static bool IsLong => Rounds > DefaultRounds;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Table_takes_less_than_twice_its_room_and_is_read_as_fast(bool keys)
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            $"""
            CREATE TABLE t (id int PRIMARY KEY, a int, b bigint, c numeric(12,2), d timestamptz, e text);
            INSERT INTO t SELECT i, i % 1000, i::bigint * 7919 % 100003, i / 100.0, timestamptz '2024-01-01' + i * interval '1 minute',
                md5(i::text) FROM generate_series(1, {Rows}) i
            """,
            spec => spec with { Keys = keys }
        );
        var size = Size(mirror);
        var fresh = mirror.TargetFile + ".fresh";
        File.Copy(mirror.TargetFile, fresh);
        // As many rows in all as a thousand rounds of 50 change, a quarter of the table, whatever the number of rounds.
        var perRound = Rows / 4 / Rounds;
        var (kinds, largest, scans) = (new List<ChangeKind>(), 0.0, new List<double>());
        var others = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await mirror.Source.ExecuteAsync(
                $"UPDATE t SET a = a + 1 WHERE id IN (SELECT 1 + (hashint4(i + {round * perRound}) & 2147483647) % {Rows} FROM generate_series(1, {perRound}) i)"
            );
            await mirror.FlushAsync();
            var table = Assert.Single((await mirror.SucceedAsync()).Tables);
            kinds.Add(table.Change!.Kind);
            // The other reason: a transaction of another test on this server that ran at the load before, so that all since is new.
            if (
                table.Change.Kind == ChangeKind.Replaced
                && table.Reason?.Contains(Compacting, StringComparison.Ordinal) != true
            )
            {
                others++;
                Assert.Contains("too many of its rows have changed", table.Reason);
            }
            largest = Math.Max(largest, Size(mirror) / (double)size);
            if (IsLong && round % (Rounds / DefaultRounds) == 0)
                scans.Add(ScanRatio(mirror.TargetFile, fresh));
        }
        TestContext.Current.SendDiagnosticMessage(
            string.Create(
                CultureInfo.InvariantCulture,
                $"keys {keys}: at most {largest:F2} times the room, {kinds.Count(kind => kind == ChangeKind.Replaced)} full copies, scans take {string.Join(" ", scans.Select(ratio => ratio.ToString("F2", CultureInfo.InvariantCulture)))} times as long"
            )
        );
        await mirror.AssertSameAsync("t");
        Assert.InRange(largest, 0.5, LargestRoom);
        // A full copy for another reason makes it compact, too; and where a transaction of another test has held back what
        // counts as old, rows were merged twice and count so. The long form runs alone.
        Assert.InRange(kinds.Count(kind => kind == ChangeKind.Replaced) - others, others > 0 ? 0 : 1, IsLong ? 1 : 2);
        if (IsLong)
            Assert.InRange(scans.Max(), 0.1, SlowestScan);
    }

    [Fact]
    public async Task Rows_that_were_replaced_count_until_the_next_full_copy()
    {
        using var mirror = await DeltaHarness.LoadedAsync(
            fixture,
            "CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT i, i FROM generate_series(1, 1000) i"
        );
        await mirror.Source.ExecuteAsync("UPDATE t SET v = -v WHERE id <= 100; DELETE FROM t WHERE id > 960");
        await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal("140", Stale(mirror));
        await mirror.RefreshAsync(ChangeKind.Unchanged);
        await mirror.Source.ExecuteAsync("INSERT INTO t VALUES (2000, 1)");
        await mirror.RefreshAsync(ChangeKind.Appended);
        Assert.Equal("140", Stale(mirror));
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 0 WHERE id BETWEEN 200 AND 209");
        await mirror.RefreshAsync(ChangeKind.Merged);
        Assert.Equal("150", Stale(mirror));

        await mirror.Source.ExecuteAsync("UPDATE t SET v = 0 WHERE id = 300");
        var table = await mirror.RefreshAsync(ChangeKind.Replaced);
        Assert.Contains("150 rows of the copy were replaced or deleted since it was made", table.Reason);
        Assert.Equal("0", Stale(mirror));
        await mirror.Source.ExecuteAsync("UPDATE t SET v = 1 WHERE id = 300");
        await mirror.RefreshAsync(ChangeKind.Merged);

        mirror.Spec = mirror.Spec with
        {
            Strategies = new Dictionary<string, RefreshStrategy> { ["public.t"] = RefreshStrategy.Delta },
        };
        for (var i = 1; i <= 3; i++)
        {
            await mirror.Source.ExecuteAsync($"UPDATE t SET v = -{i} WHERE id < 200");
            await mirror.RefreshAsync(ChangeKind.Merged);
        }
    }

    private static string Stale(MirrorHarness mirror) => mirror.Scalar("SELECT stale_rows FROM pintail.table_state");

    // Without what the file holds free for the next rows, as after a full copy the room of the one before.
    private static long Size(MirrorHarness mirror) =>
        long.Parse(
            mirror.Scalar("SELECT used_blocks * block_size FROM pragma_database_size() WHERE database_name = 'copy'"),
            CultureInfo.InvariantCulture
        );

    // Once more where it is too slow: the file stays as slow as it is, and what else the machine does passes.
    private static double ScanRatio(string file, string fresh) =>
        OneScanRatio(file, fresh) is <= SlowestScan and var ratio ? ratio : OneScanRatio(file, fresh);

    // The fastest of readings in turn: what else the machine does slows down others, of both.
    private static double OneScanRatio(string file, string fresh)
    {
        using var aged = new Scanned(file);
        using var original = new Scanned(fresh);
        var seconds = Enumerable
            .Range(0, Scans)
            .Select(_ => (Aged: aged.Seconds(), Original: original.Seconds()))
            .ToList();
        return seconds.Min(one => one.Aged) / seconds.Min(one => one.Original);
    }

    /// <summary>Reads all columns by one thread, whose time is nobody else's.</summary>
    private sealed class Scanned : IDisposable
    {
        private readonly DuckDBDatabase _database;
        private readonly DuckDBConnection _connection;

        public Scanned(string file)
        {
            _database = DuckDBDatabase.Open(
                file,
                new Dictionary<string, string> { ["threads"] = "1", ["access_mode"] = "READ_ONLY" }
            );
            _connection = _database.Connect();
        }

        public double Seconds()
        {
            var started = Stopwatch.GetTimestamp();
            using var result = _connection.Query(
                "SELECT max(id), sum(a), sum(b), sum(c), max(d), max(e) FROM public.t"
            );
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        public void Dispose()
        {
            _connection.Dispose();
            _database.Dispose();
        }
    }
}
