using Npgsql;
using Pintail.Tests.Delta;
using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

/// <summary>A run that ends between two of its steps, at each of them: killed, and by an error.</summary>
public class FailpointTests(PostgresFixture fixture)
{
    // One for each way in which a table can be brought up to date.
    internal const string Tables = """
        CREATE TABLE same (id int PRIMARY KEY, v int); INSERT INTO same SELECT i, 0 FROM generate_series(1, 300) i;
        CREATE TABLE longer (v int); INSERT INTO longer SELECT 0 FROM generate_series(1, 300) i;
        CREATE TABLE merged (id int PRIMARY KEY, v int); INSERT INTO merged SELECT i, 0 FROM generate_series(1, 20000) i;
        CREATE TABLE whole (v int); INSERT INTO whole SELECT 0 FROM generate_series(1, 300) i;
        """;

    private static readonly string[] Changing = ["longer", "merged", "whole"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>128 and the number of SIGKILL.</summary>
    private const int Killed = 137;

    [Fact]
    public async Task Killed_at_each_step_all_tables_are_old_or_all_new_and_the_next_run_succeeds()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Tables);
        var number = 0;
        foreach (var step in Failpoint.All)
        {
            await ChangeAsync(mirror.Source, ++number);
            using (var child = ChildProcess.MirrorWithFault(mirror.Spec, mirror.Source.Conninfo, $"{step}:kill"))
                Assert.True(child.WaitForExit(Patience) == Killed, $"{step} was not come to");
            var isNew = step is Failpoint.PublishCheckpoint or Failpoint.CleanUp;
            Assert.All(
                Changing,
                table => Assert.Equal($"{step} {(isNew ? number : number - 1)}", $"{step} {Version(mirror, table)}")
            );
            AssertRecorded(mirror, step);
            await AssertNobodyIsLeftAsync(mirror);
            await AssertNextRunSucceedsAsync(mirror, step);
        }
    }

    [Fact]
    public async Task Error_at_each_step_is_told_and_every_table_is_old_or_new()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Tables);
        var (number, failed) = (0, 0);
        foreach (var step in Failpoint.All)
        {
            await ChangeAsync(mirror.Source, ++number);
            using (var child = ChildProcess.MirrorWithFault(mirror.Spec, mirror.Source.Conninfo, $"{step}:throw"))
            {
                var code = child.WaitForExit(Patience);
                Assert.True(code is not null, $"{step}: it hangs");
                // A refresh that fails is made up for by a full copy, and what is left of a publish that stands is no failure of it.
                var known = code == 0 ? [$"{number}"] : new[] { $"{number}", $"{number - 1}" };
                Assert.All(Changing, table => Assert.Contains(Version(mirror, table), known));
                failed += code == 0 ? 0 : 1;
            }
            AssertRecorded(mirror, step);
            Assert.Equal(
                $"{step} 0",
                $"{step} {mirror.Scalar("SELECT count(*) FROM pintail.run WHERE status = 'running'")}"
            );
            await AssertNobodyIsLeftAsync(mirror);
            await AssertNextRunSucceedsAsync(mirror, step);
        }
        // Else nothing was thrown.
        Assert.InRange(failed, Failpoint.All.Count / 2, Failpoint.All.Count);
    }

    // To drop thousands of staging tables takes its time, and somebody may wait for the run's locks.
    [Fact]
    public async Task Run_that_fails_lets_go_of_the_source_before_it_cleans_up_the_target()
    {
        using var mirror = await DeltaHarness.LoadedAsync(fixture, Tables);
        await ChangeAsync(mirror.Source, 1);
        await using var blocker = await mirror.Source.OpenAsync();
        await using (var command = new NpgsqlCommand("BEGIN; LOCK TABLE whole", blocker))
            await command.ExecuteNonQueryAsync();
        using var child = ChildProcess.MirrorWithFault(
            mirror.Spec,
            mirror.Source.Conninfo,
            $"{Failpoint.PublishBegin}:throw,{Failpoint.CleanUp}:hang"
        );
        await Eventually.Async(async () => await SessionsAsync(mirror) != "0");
        await blocker.CloseAsync();

        await AssertNobodyIsLeftAsync(mirror);
        Assert.False(child.HasExited);
    }

    [Theory]
    [InlineData("publish.commit", "is not name:action")]
    [InlineData("publish.commit:kill:x", "is not name:action")]
    [InlineData("publish.commit:kill:1:2", "is not name:action")]
    [InlineData("publish.comit:kill", "there is no place 'publish.comit'")]
    [InlineData("proof:explode", "'explode' is not kill")]
    [InlineData("proof:throw=Nothing", "'throw=Nothing' is not kill")]
    public void Text_that_means_nothing_is_refused(string text, string why)
    {
        var error = Assert.Throws<PintailException>(() => Failpoint.Parse(text));
        Assert.Contains(why, error.Message);
        Assert.Contains(Failpoint.Variable, error.Hint);
    }

    [Fact]
    public void Fault_happens_at_its_place_and_time_only()
    {
        Assert.Null(Failpoint.Parse(" "));
        var faults = Failpoint.Parse("proof:throw=SourceUnreachable:2, plan:throw")!;
        Failpoint.Reach(faults, Failpoint.Lock);
        Failpoint.Reach(faults, Failpoint.Proof);
        var error = Assert.Throws<PintailException>(() => Failpoint.Reach(faults, Failpoint.Proof));
        Assert.Equal(ErrorKind.SourceUnreachable, error.Kind);
        Failpoint.Reach(faults, Failpoint.Proof);
        Assert.Equal(
            ErrorKind.Internal,
            Assert.Throws<PintailException>(() => Failpoint.Reach(faults, Failpoint.Plan)).Kind
        );
    }

    private static string Version(MirrorHarness mirror, string table) =>
        mirror.Scalar($"SELECT max(v) FROM public.{table}");

    // The numbers of rows that the state tells are those of the tables, and what the audit calls loaded is there.
    private static void AssertRecorded(MirrorHarness mirror, string step)
    {
        Assert.Equal(
            mirror.Rows(
                "SELECT 'longer', count(*) FROM public.longer UNION ALL SELECT 'merged', count(*) FROM public.merged UNION ALL SELECT 'same', count(*) FROM public.same UNION ALL SELECT 'whole', count(*) FROM public.whole ORDER BY ALL"
            ),
            mirror.Rows("SELECT target_table, row_count FROM pintail.table_state ORDER BY ALL")
        );
        Assert.Equal(
            $"{step} 0",
            step
                + " "
                + mirror.Scalar(
                    """
                    SELECT count(*) FROM pintail.table_run WHERE status = 'loaded'
                        AND run_id NOT IN (SELECT run_id FROM pintail.run WHERE finished_at IS NOT NULL)
                    """
                )
        );
        Assert.Equal(
            mirror.Rows(
                "SELECT source_table, max(snapshot_time) FROM pintail.table_run WHERE status = 'loaded' GROUP BY ALL ORDER BY ALL"
            ),
            mirror.Rows("SELECT source_table, snapshot_time FROM pintail.table_state ORDER BY ALL")
        );
    }

    private static Task AssertNobodyIsLeftAsync(MirrorHarness mirror) =>
        Eventually.Async(async () => await SessionsAsync(mirror) == "0");

    private static Task<string?> SessionsAsync(MirrorHarness mirror) =>
        mirror.Source.ScalarAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'pintail%'"
        );

    private static async Task AssertNextRunSucceedsAsync(MirrorHarness mirror, string step)
    {
        await mirror.FlushAsync();
        await mirror.SucceedAsync();
        Assert.Equal(["public.longer", "public.merged", "public.same", "public.whole"], mirror.Tables());
        foreach (var table in Changing)
            await mirror.AssertSameAsync(table);
        Assert.Equal(
            $"{step} 0",
            $"{step} {mirror.Scalar("SELECT count(*) FROM pintail.run WHERE status = 'running'")}"
        );
    }

    internal static Task ChangeAsync(TestDatabase source, int number) =>
        source.ExecuteAsync(
            $"""
            BEGIN; INSERT INTO longer VALUES ({number}); UPDATE whole SET v = {number};
            UPDATE merged SET v = {number} WHERE id % 50 = {number}; DELETE FROM merged WHERE id = 20000 - {number}; COMMIT
            """
        );
}
