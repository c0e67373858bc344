using Pintail.Tests.Delta;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>
/// A file that may grow no more, from a chosen moment on: what a quota does, and a full disk. The limit is the process's own
/// (RLIMIT_FSIZE), so that this needs no privilege and hits one step.
/// </summary>
public class FileLimitTests(PostgresFixture fixture)
{
    [Theory]
    [InlineData(0, ExitCodes.Unreachable)]
    [InlineData(4096, ExitCodes.Unreachable)]
    [InlineData(20_000, ExitCodes.SomeTableFailed)]
    public async Task First_run_that_cannot_write_leaves_nothing_that_hinders_the_next(long bytes, int expected)
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        using var run = ChildProcess.MirrorUpTo(mirror.Spec, mirror.Source.Conninfo, "planned", waits: true);
        Assert.True(run.HasComeToIt());
        run.LimitFiles(bytes);

        var (exitCode, said) = run.GoOn();

        Assert.Equal(expected, exitCode);
        Assert.Contains(mirror.TargetFile, said, StringComparison.Ordinal);
        Assert.Contains("Look at the disk of", said, StringComparison.Ordinal);
        mirror.AssertOldOrNew(0);
        await mirror.AssertNextRunSucceedsAsync(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Table_that_cannot_be_copied_keeps_its_content(bool isFirst)
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        var version = isFirst ? 0 : 1;
        if (!isFirst)
        {
            await mirror.SucceedAsync();
            // Too much to be merged: it is copied in full.
            await mirror.Source.ExecuteAsync("UPDATE large SET v = 4");
        }
        using var run = ChildProcess.MirrorUpTo(mirror.Spec, mirror.Source.Conninfo, "started", waits: true);
        Assert.True(run.HasComeToIt());
        run.LimitFiles(300_000);

        var (exitCode, said) = run.GoOn();

        Assert.Equal(ExitCodes.SomeTableFailed, exitCode);
        Assert.Contains("large: Copying public.large failed", said, StringComparison.Ordinal);
        Assert.Equal(
            isFirst ? "0" : "0|40000",
            isFirst
                ? mirror.Scalar("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'large'")
                : mirror.Scalar("SELECT max(v), count(*) FROM public.large")
        );
        await mirror.SucceedAsync();
        Assert.Equal($"{version * 4}|40000", mirror.Scalar("SELECT max(v), count(*) FROM public.large"));
        Assert.Equal(["public.large", "public.small"], mirror.Tables());
        mirror.AssertNothingBeside();
    }

    [Fact]
    public async Task First_commit_that_fails_leaves_nothing()
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        using var run = ChildProcess.MirrorUpTo(mirror.Spec, mirror.Source.Conninfo, "publishing", waits: true);
        Assert.True(run.HasComeToIt());
        // Neither the log nor the file may grow.
        run.LimitFiles(new FileInfo(mirror.TargetFile).Length);

        var (exitCode, said) = run.GoOn();

        Assert.Equal(ExitCodes.SomeTableFailed, exitCode);
        Assert.Contains("TargetFailed: Publishing failed", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(mirror.TargetFile)!));
        await mirror.AssertNextRunSucceedsAsync(0);
    }

    [Fact]
    public async Task Commit_that_fails_leaves_all_tables_as_they_were()
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        await mirror.SucceedAsync();
        await mirror.ChangeAsync(1);
        using var run = ChildProcess.MirrorUpTo(mirror.Spec, mirror.Source.Conninfo, "publishing", waits: true);
        Assert.True(run.HasComeToIt());
        run.LimitFiles(new FileInfo(mirror.TargetFile + ".wal").Length + 100);

        var (exitCode, said) = run.GoOn();

        Assert.Equal(ExitCodes.SomeTableFailed, exitCode);
        Assert.Contains("TargetFailed: Publishing failed", said, StringComparison.Ordinal);
        mirror.AssertOldOrNew(1);
        Assert.Equal("0|0", mirror.Scalar("SELECT max(s.v), max(l.v) FROM public.small s, public.large l"));
        await mirror.AssertNextRunSucceedsAsync(1);
    }

    [Fact]
    public async Task Checkpoint_that_fails_is_told_and_what_is_published_stands_in_the_log()
    {
        using var mirror = await TargetState.CreateAsync(fixture);
        await mirror.SucceedAsync();
        await mirror.ChangeAsync(1);
        using var run = ChildProcess.MirrorUpTo(mirror.Spec, mirror.Source.Conninfo, "publishing", waits: true);
        Assert.True(run.HasComeToIt());
        // The log is shorter than the file.
        run.LimitFiles(new FileInfo(mirror.TargetFile).Length);

        var (exitCode, said) = run.GoOn();

        Assert.True(exitCode == ExitCodes.Success, said);
        Assert.Contains("CheckpointFailed: Writing the log", said, StringComparison.Ordinal);
        Assert.True(File.Exists(mirror.TargetFile + ".wal"));
        mirror.AssertOldOrNew(1, isNew: true);
        await mirror.AssertNextRunSucceedsAsync(1);
    }

    // More than the 16 MB from which on DuckDB may write into the file with the commit itself.
    [Fact]
    public async Task Commit_of_much_that_fails_is_told_and_leaves_the_table_as_it_was()
    {
        using var mirror = await MirrorHarness.CreateAsync(
            fixture,
            """
            CREATE TABLE wide (id int PRIMARY KEY, v int, t text);
            INSERT INTO wide SELECT i, 0, repeat(md5(i::text), 60) FROM generate_series(1, 60000) i; ANALYZE;
            """
        );
        mirror.Spec = mirror.Spec with { DurabilityWait = TimeSpan.FromSeconds(60) };
        await mirror.FlushAsync();
        await mirror.SucceedAsync();
        await mirror.Source.ExecuteAsync("UPDATE wide SET v = 1 WHERE id % 6 = 0");
        await mirror.FlushAsync();
        using var run = ChildProcess.MirrorUpTo(mirror.Spec, mirror.Source.Conninfo, "publishing", waits: true);
        Assert.True(run.HasComeToIt());
        run.LimitFiles(new FileInfo(mirror.TargetFile).Length);

        var (exitCode, said) = run.GoOn();

        Assert.Equal(ExitCodes.SomeTableFailed, exitCode);
        Assert.Contains("TargetFailed: Publishing failed", said, StringComparison.Ordinal);
        Assert.Contains("Look at the disk of", said, StringComparison.Ordinal);
        Assert.Equal("0|60000", mirror.Scalar("SELECT max(v), count(*) FROM public.wide"));
        await mirror.SucceedAsync();
        Assert.Equal("1|60000", mirror.Scalar("SELECT max(v), count(*) FROM public.wide"));
        mirror.AssertNothingBeside();
    }
}
