using Pintail.DuckDB;
using Pintail.Target;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

public class TargetLockTests(PostgresFixture fixture)
{
    private const string Sql = "CREATE TABLE t AS SELECT 1 AS a";

    [Fact]
    public async Task File_held_by_another_process_is_told_with_its_holder()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var holder = ChildProcess.Hold(mirror.TargetFile);

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.TargetLocked, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Contains($"process {holder.Id} (Pintail.Tests)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--wait-lock", error.Hint, StringComparison.Ordinal);
        Assert.Empty(mirror.Waits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waiting_run_goes_on_when_the_holder_is_gone(bool isKilled)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var holder = ChildProcess.Hold(mirror.TargetFile);
        mirror.Spec = mirror.Spec with { Target = mirror.Spec.Target with { WaitLock = TimeSpan.FromMinutes(1) } };

        var run = mirror.SucceedAsync();
        await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(500)));
        Assert.False(run.IsCompleted, "the run did not wait");
        if (isKilled)
            holder.Kill();
        else
            holder.Release();
        await run;

        Assert.Equal("2", mirror.Scalar("SELECT count(*) FROM pintail.run"));
    }

    [Fact]
    public async Task Waiting_run_gives_up_after_its_time()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var holder = ChildProcess.Hold(mirror.TargetFile);
        mirror.Spec = mirror.Spec with
        {
            Target = mirror.Spec.Target with { WaitLock = TimeSpan.FromMilliseconds(200) },
        };

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.TargetLocked, error.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_runs_in_one_process_do_not_meet_in_one_file(bool isByLink)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        Task<PintailException>? second = null;
        mirror.OnPublishing = () =>
        {
            mirror.OnPublishing = null;
            if (isByLink)
            {
                File.CreateSymbolicLink(mirror.TargetFile + ".link", mirror.TargetFile);
                mirror.Spec = mirror.Spec with { Target = new TargetSpec { File = mirror.TargetFile + ".link" } };
            }
            second = mirror.FailAsync();
            second.Wait();
        };

        await mirror.SucceedAsync();

        var error = await second!;
        Assert.Equal(ErrorKind.TargetLocked, error.Kind);
        Assert.Contains("this process", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", mirror.Scalar("SELECT count(*) FROM pintail.run"));
    }

    [Fact]
    public async Task Run_cancelled_while_it_waits_ends()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        using var holder = ChildProcess.Hold(mirror.TargetFile);
        mirror.Spec = mirror.Spec with { Target = mirror.Spec.Target with { WaitLock = TimeSpan.FromHours(1) } };
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var error = await mirror.FailAsync(cancellation.Token);

        Assert.Equal(ErrorKind.Cancelled, error.Kind);
    }

    [Fact]
    public async Task File_that_is_no_database_or_has_no_folder_is_unreachable()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await File.WriteAllTextAsync(mirror.TargetFile, new string('x', 100_000));

        var error = await mirror.FailAsync();

        Assert.Equal((ErrorKind.TargetUnreachable, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.Equal(new string('x', 100_000), await File.ReadAllTextAsync(mirror.TargetFile));
        mirror.Spec = mirror.Spec with { Target = new TargetSpec { File = mirror.TargetFile + ".folder/copy.duckdb" } };
        Assert.Equal(ErrorKind.TargetUnreachable, (await mirror.FailAsync()).Kind);
        mirror.Spec = mirror.Spec with { Target = new TargetSpec { File = Path.GetDirectoryName(mirror.TargetFile) } };
        Assert.Equal(ErrorKind.TargetUnreachable, (await mirror.FailAsync()).Kind);
    }

    [Fact]
    public void Holder_of_a_file_is_another_process_and_nobody_when_it_is_free()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("pintail-test-").FullName, "x.duckdb");
        DuckDBDatabase.Open(file).Dispose();
        Assert.Null(TargetLock.Holder(file));
        using (var holder = ChildProcess.Hold(file))
            Assert.Equal($"process {holder.Id} (Pintail.Tests)", TargetLock.Holder(file));
        Assert.Null(TargetLock.Holder(file));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
