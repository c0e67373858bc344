using Pintail.Tests.Support;

namespace Pintail.Tests.Mirror;

public class KillTests(PostgresFixture fixture)
{
    private const string Version =
        "SELECT DISTINCT version FROM (SELECT version FROM s.a UNION ALL SELECT version FROM s.b UNION ALL SELECT version FROM s.c)";

    [Fact]
    public async Task Process_killed_at_any_instant_leaves_old_or_new_and_the_next_run_works()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE SCHEMA s;
            CREATE TABLE s.a AS SELECT i AS id, 0 AS version FROM generate_series(1, 20000) i;
            CREATE TABLE s.b AS SELECT i AS id, 0 AS version, repeat('x', 50) AS filler FROM generate_series(1, 20000) i;
            CREATE TABLE s.c AS SELECT 0 AS version;
            """
        );
        await mirror.SucceedAsync();
        // How long a run takes here, so that the instants fall all over it.
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using (var whole = ChildProcess.Mirror(mirror.Spec, mirror.Source.Conninfo))
            Assert.Equal(0, whole.WaitForExit(TimeSpan.FromSeconds(60)));
        var duration = clock.Elapsed;
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var killed = 0;
        var published = 0;

        for (var number = 1; number <= 10; number++)
        {
            await SetVersionAsync(mirror.Source, number);
            using var child = ChildProcess.Mirror(mirror.Spec, mirror.Source.Conninfo);
            // The instant is the point of this test: there is nothing to be notified of.
            if (child.WaitForExit(duration * random.NextDouble()) is null)
                killed++;
            child.Kill();
            var version = mirror.Scalar(Version);
            Assert.True(version == $"{published}" || version == $"{number}", $"seed {seed}: {version} at {number}");
            published = int.Parse(version);
            Assert.Equal(
                "20000|20000",
                mirror.Scalar("SELECT (SELECT count(DISTINCT id) FROM s.a), count(DISTINCT id) FROM s.b")
            );
        }

        Assert.True(killed >= 3, $"seed {seed}: only {killed} runs of about {duration} were caught");
        await mirror.SucceedAsync();
        Assert.Equal("10", mirror.Scalar("SELECT version FROM s.c"));
        Assert.Equal(["s.a", "s.b", "s.c"], mirror.Tables());
        Assert.Equal("0", mirror.Scalar("SELECT count(*) FROM pintail.run WHERE status = 'running'"));
    }

    private static Task SetVersionAsync(TestDatabase source, int version) =>
        source.ExecuteAsync(
            $"BEGIN; UPDATE s.a SET version = {version}; UPDATE s.b SET version = {version}; UPDATE s.c SET version = {version}; COMMIT"
        );
}
