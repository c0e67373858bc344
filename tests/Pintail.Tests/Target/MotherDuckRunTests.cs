using Pintail.Mirror;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>Whole runs into MotherDuck's class, over an attached file in place of "md:".</summary>
public class MotherDuckRunTests(PostgresFixture fixture)
{
    private const string Token = "md-token-4711";
    private const string Sql =
        "CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 1000) i; CREATE TABLE n (p numeric(5,2)); INSERT INTO n VALUES (1);";

    [Theory]
    [InlineData(PublishMode.Together)]
    [InlineData(PublishMode.PerTable)]
    public async Task Database_is_mirrored_again_and_again_and_a_failing_table_keeps_its_content(PublishMode publish)
    {
        using var mirror = await CreateAsync();
        mirror.Spec = mirror.Spec with { Publish = publish };
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE n SET p = 'NaN'; DELETE FROM t WHERE a > 10");

        await mirror.FailTableAsync("public.n");

        Assert.Equal("10|1.00", mirror.Scalar("SELECT count(*), (SELECT p::varchar FROM public.n) FROM public.t"));
        Assert.Equal(["succeeded", "failed"], mirror.Rows("SELECT status FROM pintail.run ORDER BY started_at"));
        Assert.Equal("shop", mirror.Scalar("SELECT DISTINCT destination_database FROM main.flight_tracker"));
        Assert.DoesNotContain(
            Token,
            string.Concat(mirror.Rows("SELECT r::varchar FROM pintail.run r")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Run_that_finds_another_alive_stops_before_it_takes_a_snapshot_and_follows_it_when_it_is_dead()
    {
        using var mirror = await CreateAsync();
        await mirror.SucceedAsync();
        mirror.Execute(
            "UPDATE pintail.run SET status = 'running', heartbeat_at = now()::timestamptz AT TIME ZONE 'UTC' + INTERVAL 1 MINUTE"
        );
        var plan = mirror.Plan;

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.TargetLocked, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains("md:shop", error.Message, StringComparison.Ordinal);
        Assert.Same(plan, mirror.Plan);
        mirror.Execute(
            "UPDATE pintail.run SET heartbeat_at = now()::timestamptz AT TIME ZONE 'UTC' - INTERVAL 10 MINUTE"
        );
        await mirror.SucceedAsync();
        Assert.Equal(["abandoned", "succeeded"], mirror.Rows("SELECT status FROM pintail.run ORDER BY status"));
    }

    private async Task<MirrorHarness> CreateAsync()
    {
        var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var spec = new TargetSpec { MotherDuckDatabase = "shop", MotherDuckToken = Token };
        mirror.Spec = mirror.Spec with { Target = spec };
        mirror.Opening = () => new MotherDuck(spec, mirror.TargetFile, needsExtension: false);
        return mirror;
    }
}
