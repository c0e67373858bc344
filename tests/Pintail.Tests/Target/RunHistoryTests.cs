using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>The history of MotherDuck's class, over an attached file in place of "md:".</summary>
public class RunHistoryTests(PostgresFixture fixture)
{
    private static readonly TargetSpec Spec = new() { MotherDuckDatabase = "shop", MotherDuckToken = "token" };

    [Fact]
    public async Task Run_on_MotherDuck_is_running_while_its_heartbeat_is_young_and_abandoned_later()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t (i int)");
        mirror.Spec = mirror.Spec with { Target = Spec };
        mirror.Opening = () => new MotherDuck(Spec, mirror.TargetFile, needsExtension: false);
        await mirror.SucceedAsync();
        Assert.Equal("succeeded", (await LastAsync(mirror)).Status);
        Assert.Equal(
            "public",
            Assert.Single(await History(mirror).TableRunsAsync("public.t", 5, default)).SourceSchema
        );
        mirror.Execute(
            "UPDATE pintail.run SET status = 'running', finished_at = NULL, heartbeat_at = now()::timestamptz AT TIME ZONE 'UTC'"
        );

        var running = await LastAsync(mirror);

        Assert.Equal(("running", null), (running.Status, running.FinishedAt));
        mirror.Execute("UPDATE pintail.run SET heartbeat_at = heartbeat_at - INTERVAL 10 MINUTE");
        var abandoned = await LastAsync(mirror);
        Assert.Equal("abandoned", abandoned.Status);
        Assert.NotNull(abandoned.FinishedAt);
    }

    [Fact]
    public async Task Runs_are_in_the_order_of_their_end_as_they_may_have_waited_for_each_other()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, "CREATE TABLE t (i int)");
        await mirror.SucceedAsync();
        var second = await mirror.SucceedAsync();
        mirror.Execute(
            $"UPDATE pintail.run SET started_at = started_at - INTERVAL 1 HOUR WHERE run_id = '{second.RunId}'"
        );
        var history = new RunHistory(mirror.Spec.Target, TimeProvider.System);

        Assert.Equal(second.RunId, (await history.RunsAsync(5, default))[0].RunId);
        Assert.Equal(second.RunId, (await history.RunsAsync(1, default)).Single().RunId);
        Assert.Equal(second.RunId, (await history.TableRunsAsync("public.t", 5, default))[0].RunId);
    }

    private static RunHistory History(MirrorHarness mirror) =>
        new(Spec, TimeProvider.System)
        {
            Opening = new MotherDuck(Spec with { IsReadOnly = true }, mirror.TargetFile, needsExtension: false),
        };

    private static async Task<PastRun> LastAsync(MirrorHarness mirror) =>
        Assert.Single(await History(mirror).RunsAsync(5, CancellationToken.None));
}
