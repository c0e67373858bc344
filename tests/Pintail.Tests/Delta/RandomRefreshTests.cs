using System.Globalization;
using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;
using Pintail.Tests.Verify;
using Pintail.Verify;
using Xunit.Sdk;

namespace Pintail.Tests.Delta;

/// <summary>
/// Refreshes among random changes of several sessions, each compared with the source row by row. PINTAIL_DELTA_ROUNDS
/// makes it longer, with a verify after each, PINTAIL_DELTA_SEED makes one again.
/// </summary>
public class RandomRefreshTests(PostgresFixture fixture)
{
    private const int DefaultRounds = 100;
    private const int RoundsPerDatabase = 50;

    /// <summary>A round waits for the standby, and what a standby shows is what its primary showed.</summary>
    private const int StandbyShare = 4;

    /// <summary>A broken method ends the rounds when it is found: mostly within fifty, once not within a hundred.</summary>
    private const int MutantRounds = 1000;
    private const int Sessions = 3;

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("PINTAIL_DELTA_ROUNDS"), out var rounds)
            ? rounds
            : DefaultRounds;

    private static int Seed =>
        int.TryParse(Environment.GetEnvironmentVariable("PINTAIL_DELTA_SEED"), out var seed)
            ? seed
            : Random.Shared.Next();

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Refreshes_among_random_changes_equal_the_source(string server)
    {
        var kinds = new Dictionary<ChangeKind, int>();
        var seed = Seed;
        for (var done = 0; done < Rounds; done += RoundsPerDatabase)
        {
            using var mirror = await MirrorHarness.CreateAsync(fixture, RandomChanges.Schema, server);
            var rounds = Math.Min(RoundsPerDatabase, Rounds - done);
            await RunAsync(mirror, mirror.Source, seed++, rounds, kinds, isMutant: false);
        }
        TestContext.Current.SendDiagnosticMessage(string.Join(", ", kinds.Select(kind => $"{kind.Key}: {kind.Value}")));
        // Else it proves nothing.
        if (Rounds >= DefaultRounds)
            Assert.Equal(4, kinds.Count);
    }

    [Theory]
    [MemberData(nameof(PostgresFixture.Servers), MemberType = typeof(PostgresFixture))]
    public async Task Refreshes_of_a_streaming_standby_equal_it(string server)
    {
        var settings = new Dictionary<string, string> { ["max_prepared_transactions"] = "10" };
        await using var primary = await ServerFolder.StartAsync(server, new(settings));
        await using var standby = await ServerFolder.StandbyOfAsync(primary, server, settings);
        var postgres = new TestDatabase(primary, "postgres");
        var (seed, rounds) = (Seed, Rounds / StandbyShare);
        for (var done = 0; done < rounds; done += RoundsPerDatabase)
        {
            var name = $"test_{done}";
            await postgres.ExecuteAsync($"CREATE DATABASE {name}");
            var source = new TestDatabase(primary, name);
            await source.ExecuteAsync(RandomChanges.Schema);
            await ServerFolder.FollowAsync(postgres, new TestDatabase(standby, "postgres"));
            using var mirror = new MirrorHarness(new TestDatabase(standby, name));
            await RunAsync(mirror, source, seed++, Math.Min(RoundsPerDatabase, rounds - done), [], isMutant: false);
        }
    }

    /// <summary>The next transaction's id is kept in place of the oldest running one's: updates that run at a refresh are missed.</summary>
    [Fact]
    public async Task Method_that_forgets_running_transactions_is_found_out()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, RandomChanges.Schema);
        var error = await Assert.ThrowsAnyAsync<XunitException>(() =>
            RunAsync(mirror, mirror.Source, Seed, MutantRounds, [], isMutant: true)
        );
        Assert.Contains("differs", error.Message);
    }

    /// <param name="writer">Where the changes are made: the mirror's source, or the primary that it follows.</param>
    private static async Task RunAsync(
        MirrorHarness mirror,
        TestDatabase writer,
        int seed,
        int rounds,
        Dictionary<ChangeKind, int> kinds,
        bool isMutant
    )
    {
        mirror.Spec = mirror.Spec with
        {
            Filter = new TableFilter { IncludedTables = ["public.t", "public.k", "public.p"] },
            // Small tables would nearly always be cheaper to copy in full.
            Strategies = new[] { "t", "k", "p" }.ToDictionary(name => $"public.{name}", _ => RefreshStrategy.Delta),
            DurabilityWait = TimeSpan.FromSeconds(60),
            ForgetsRunning = isMutant,
        };
        await using var changes = new RandomChanges(writer, seed);
        await changes.OpenAsync(Sessions);
        for (var round = 0; round < rounds; round++)
        {
            if (writer == mirror.Source)
                await mirror.FlushAsync();
            else
                await ServerFolder.FollowAsync(writer, mirror.Source);
            var result = await mirror.SucceedAsync();
            foreach (var table in result.Tables)
            {
                kinds[table.Change!.Kind] = kinds.GetValueOrDefault(table.Change.Kind) + 1;
                await CompareAsync(mirror, table, seed, round, changes);
            }
            if (Rounds > DefaultRounds && !isMutant)
                await VerifyAsync(mirror, seed, round);
            await changes.StepAsync();
        }
    }

    // By other means than the comparison above, and than the refresh.
    private static async Task VerifyAsync(MirrorHarness mirror, int seed, int round)
    {
        foreach (var table in (await Verification.OfAsync(mirror)).Tables)
        {
            Assert.True(
                table.Status == VerifyStatus.Equal,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"verify calls {table.Table} {table.Status} after round {round} of PINTAIL_DELTA_SEED={seed}: {string.Join(' ', table.Remarks)}"
                )
            );
        }
    }

    private static async Task CompareAsync(
        MirrorHarness mirror,
        TableResult table,
        int seed,
        int round,
        RandomChanges changes
    )
    {
        try
        {
            await mirror.AssertSameAsync(table.Table);
        }
        catch (XunitException)
        {
            var log = string.Join('\n', changes.Log.TakeLast(30));
            Assert.Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table.Table} differs after round {round} of PINTAIL_DELTA_SEED={seed} ({table.Change!.Kind}, {table.Reason}):\n{log}"
                )
            );
        }
    }
}
