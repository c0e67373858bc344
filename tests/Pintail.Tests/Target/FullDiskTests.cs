using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>Disks that are full, at whatever moment of a run the room happens to end.</summary>
public class FullDiskTests(PostgresFixture fixture)
{
    private const long EnoughKib = 64 << 10;

    // 4: not even the headers; 16: not our own tables; 40 to 1,200: not the large table, nor its log; 5,000: the log, not the file.
    [Fact]
    public async Task First_run_on_a_full_disk_leaves_nothing_that_hinders_the_next()
    {
        using var disk = SmallDisk.Mount();
        using var mirror = await TargetState.CreateAsync(fixture, disk.Folder);
        var failed = 0;
        foreach (var kib in new[] { 4, 8, 16, 40, 300, 1200, 3000, 5000, 6000 })
        {
            disk.Resize(kib);
            var error = await TryAsync(mirror);
            failed += error is null ? 0 : 1;
            AssertTold(error, mirror, kib);
            disk.Resize(EnoughKib);
            mirror.AssertOldOrNew(0);
            await mirror.AssertNextRunSucceedsAsync(0);
            File.Delete(mirror.TargetFile);
        }
        Assert.InRange(failed, 6, 9);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refresh_on_a_full_disk_leaves_old_or_new(bool isFull)
    {
        using var disk = SmallDisk.Mount();
        using var mirror = await TargetState.CreateAsync(fixture, disk.Folder);
        await mirror.SucceedAsync();
        mirror.Spec = mirror.Spec with { Full = isFull };
        var (failed, version) = (0, 0);
        foreach (var kib in new[] { 0, 4, 20, 40, 80, 200, 500, 1000, 2000, 4000, 6000 })
        {
            await mirror.ChangeAsync(++version);
            disk.Resize(disk.UsedKib + kib);
            var error = await TryAsync(mirror);
            failed += error is null ? 0 : 1;
            AssertTold(error, mirror, kib);
            disk.Resize(EnoughKib);
            mirror.AssertOldOrNew(version, isNew: error is null);
            await mirror.AssertNextRunSucceedsAsync(version);
        }
        Assert.InRange(failed, 3, 11);
        Assert.Equal(
            isFull ? "0" : "large",
            isFull
                ? mirror.Scalar("SELECT count(*) FROM pintail.table_run WHERE strategy = 'delta'")
                : mirror.Scalar("SELECT DISTINCT target_table FROM pintail.table_run WHERE rows_updated = 2000")
        );
    }

    /// <returns>The first thing that went wrong; null where all tables are published.</returns>
    private static async Task<PintailException?> TryAsync(MirrorHarness mirror)
    {
        try
        {
            var result = await mirror.RunAsync();
            var error = result.Tables.Select(table => table.Error).FirstOrDefault(error => error is not null);
            Assert.Equal(error is null ? ExitCodes.Success : ExitCodes.SomeTableFailed, result.ExitCode);
            return error;
        }
        catch (PintailException e)
        {
            return e;
        }
    }

    private static void AssertTold(PintailException? error, MirrorHarness mirror, int kib)
    {
        foreach (var told in mirror.Doubts.Append(error).OfType<PintailException>())
        {
            Assert.True(told.Kind is ErrorKind.TargetFailed or ErrorKind.TargetUnreachable, $"{kib}: {told}");
            Assert.Contains("No space left", told.Message, StringComparison.Ordinal);
            Assert.Contains($"The disk of '{mirror.TargetFile}' has", told.Hint, StringComparison.Ordinal);
        }
        mirror.Doubts.Clear();
        Assert.Empty(mirror.Waits);
    }
}
