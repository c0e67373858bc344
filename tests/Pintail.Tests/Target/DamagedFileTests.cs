using Pintail.DuckDB;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>A target's file, or the log beside it, of which something is missing or has turned: never read as if it were right.</summary>
public class DamagedFileTests(PostgresFixture fixture)
{
    // storage_info.hpp: three headers, then blocks.
    private const int HeaderBytes = 3 * 4096;
    private const int BlockBytes = 256 << 10;

    private const string Content =
        "SELECT count(*), count(DISTINCT t), sum(id), sum(v), (SELECT sum(id) + sum(v) FROM public.small) FROM public.large";

    [Fact]
    public async Task File_that_is_cut_off_is_told_and_left()
    {
        using var mirror = await LoadedAsync();
        var whole = await File.ReadAllBytesAsync(mirror.TargetFile);
        int[] lengths =
        [
            30,
            4096,
            9000,
            HeaderBytes,
            HeaderBytes + 1,
            HeaderBytes + BlockBytes,
            whole.Length / 2,
            whole.Length - 1,
        ];
        foreach (var length in lengths)
        {
            await File.WriteAllBytesAsync(mirror.TargetFile, whole[..length]);

            var error = await mirror.FailAsync();

            Assert.True(error.Kind == ErrorKind.TargetUnreachable, $"{length}: {error}");
            Assert.Contains(mirror.TargetFile, error.Message, StringComparison.Ordinal);
            Assert.Contains("backup", error.Hint, StringComparison.Ordinal);
            Assert.Equal(whole[..length], await File.ReadAllBytesAsync(mirror.TargetFile));
            mirror.AssertNothingBeside();
        }
        File.Delete(mirror.TargetFile);
        await mirror.AssertNextRunSucceedsAsync(0);
    }

    // DuckDB has a checksum in each block: what cannot be read is an error, and nothing else is ever read. A refresh that finds a table
    // unchanged does not read its blocks; a full copy does not need them.
    [Fact]
    public async Task Block_with_a_bad_bit_is_an_error_or_mended_and_never_a_wrong_value()
    {
        using var mirror = await LoadedAsync();
        var right = mirror.Scalar(Content);
        var whole = await File.ReadAllBytesAsync(mirror.TargetFile);
        var (refused, unread, mended) = (0, 0, 0);
        for (var offset = HeaderBytes; offset < whole.Length; offset += BlockBytes)
        {
            var damaged = (byte[])whole.Clone();
            damaged[offset + 5000] ^= 0x10;
            await File.WriteAllBytesAsync(mirror.TargetFile, damaged);
            if (await FailsToOpenAsync(mirror, damaged))
            {
                refused++;
                continue;
            }
            if (Read(mirror) is { } content)
                Assert.Equal(right, content);
            else
                unread++;
            mended += await IsMendedInFullAsync(mirror, right) ? 1 : 0;
        }
        Assert.True(
            refused > 0 && unread > 0 && mended >= unread,
            $"{refused} refused, {unread} unread, {mended} mended"
        );
    }

    [Theory]
    [InlineData(100, "Corrupt WAL")]
    [InlineData(-5, "Corrupt WAL")]
    public async Task Log_with_a_bad_bit_is_told_and_left(int at, string why)
    {
        using var mirror = await LoadedAsync();
        var log = await LogOfKilledRunAsync(mirror);
        log[at < 0 ? log.Length + at : at] ^= 0x10;
        await File.WriteAllBytesAsync(mirror.TargetFile + ".wal", log);
        var file = await File.ReadAllBytesAsync(mirror.TargetFile);

        await AssertLogRefusedAsync(mirror, why);

        Assert.Equal(file, await File.ReadAllBytesAsync(mirror.TargetFile));
        Assert.Equal(log, await File.ReadAllBytesAsync(mirror.TargetFile + ".wal"));
        // The remedy of the message.
        File.Move(mirror.TargetFile + ".wal", mirror.TargetFile + ".away");
        mirror.AssertOldOrNew(1);
        File.Delete(mirror.TargetFile + ".away");
        await mirror.AssertNextRunSucceedsAsync(1);
    }

    // In its first bytes a log says which database and checkpoint it follows, in numbers of a length that varies.
    [Fact]
    public async Task Log_with_a_bad_bit_anywhere_is_refused_or_counts_as_not_written()
    {
        using var mirror = await LoadedAsync();
        var log = await LogOfKilledRunAsync(mirror);
        var file = await File.ReadAllBytesAsync(mirror.TargetFile);
        var refused = 0;
        for (var at = 0; at < log.Length; at += at < 100 ? 1 : log.Length / 50)
        {
            var damaged = (byte[])log.Clone();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(mirror.TargetFile, file);
            await File.WriteAllBytesAsync(mirror.TargetFile + ".wal", damaged);
            if (Read(mirror) is null)
                refused++;
            else
                mirror.AssertOldOrNew(1);
        }
        // Half of the first bytes are of a kind that DuckDB takes for the end of a log that was being written.
        Assert.InRange(refused, 80, 150);
    }

    [Fact]
    public async Task Log_that_was_cut_short_counts_up_to_its_last_whole_transaction()
    {
        using var mirror = await LoadedAsync();
        var log = await LogOfKilledRunAsync(mirror);
        var file = await File.ReadAllBytesAsync(mirror.TargetFile);
        foreach (var length in new[] { 0, 1, 50, log.Length / 2, log.Length - 1, log.Length })
        {
            await File.WriteAllBytesAsync(mirror.TargetFile, file);
            await File.WriteAllBytesAsync(mirror.TargetFile + ".wal", log[..length]);
            mirror.AssertOldOrNew(1, isNew: length == log.Length);
            await mirror.AssertNextRunSucceedsAsync(1);
        }
    }

    [Fact]
    public async Task Log_of_another_database_is_told_and_left()
    {
        using var mirror = await LoadedAsync();
        var log = await LogOfKilledRunAsync(mirror);
        File.Delete(mirror.TargetFile + ".wal");
        File.Delete(mirror.TargetFile);
        await mirror.SucceedAsync();
        await File.WriteAllBytesAsync(mirror.TargetFile + ".wal", log);

        await AssertLogRefusedAsync(mirror, "does not match");

        File.Delete(mirror.TargetFile + ".wal");
        await mirror.AssertNextRunSucceedsAsync(1);
        // With no file beside it, it is nobody's.
        File.Delete(mirror.TargetFile);
        await File.WriteAllBytesAsync(mirror.TargetFile + ".wal", log);
        await mirror.AssertNextRunSucceedsAsync(1);
    }

    private async Task<MirrorHarness> LoadedAsync()
    {
        var mirror = await TargetState.CreateAsync(fixture);
        await mirror.SucceedAsync();
        return mirror;
    }

    // Committed, and not written into the file.
    private static async Task<byte[]> LogOfKilledRunAsync(MirrorHarness mirror)
    {
        await mirror.ChangeAsync(1);
        using var run = ChildProcess.MirrorWithFault(mirror.Spec, mirror.Source.Conninfo, "publish.checkpoint:kill");
        run.WaitForExit(TimeSpan.FromSeconds(60));
        return await File.ReadAllBytesAsync(mirror.TargetFile + ".wal");
    }

    private static async Task AssertLogRefusedAsync(MirrorHarness mirror, string why)
    {
        var error = await mirror.FailAsync();
        Assert.Equal(ErrorKind.TargetUnreachable, error.Kind);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{mirror.TargetFile}.wal'", error.Hint, StringComparison.Ordinal);
        Assert.Contains("move it away", error.Hint, StringComparison.Ordinal);
    }

    private static async Task<bool> FailsToOpenAsync(MirrorHarness mirror, byte[] damaged)
    {
        try
        {
            await mirror.RunAsync();
            return false;
        }
        catch (PintailException e)
        {
            Assert.Equal(ErrorKind.TargetUnreachable, e.Kind);
            Assert.StartsWith($"The target '{mirror.TargetFile}' could not be", e.Message, StringComparison.Ordinal);
            Assert.Contains("move it away", e.Hint, StringComparison.Ordinal);
            Assert.Equal(damaged, await File.ReadAllBytesAsync(mirror.TargetFile));
            return true;
        }
    }

    private static string? Read(MirrorHarness mirror)
    {
        try
        {
            return mirror.Scalar(Content);
        }
        catch (DuckDBException e)
        {
            // Of a log's first bytes also Internal: told all the same.
            Assert.True(e.ErrorType is DuckDBErrorType.IO or DuckDBErrorType.Internal, e.Message);
            return null;
        }
    }

    private static async Task<bool> IsMendedInFullAsync(MirrorHarness mirror, string right)
    {
        var spec = mirror.Spec;
        mirror.Spec = spec with { Full = true };
        try
        {
            await mirror.SucceedAsync();
            Assert.Equal(right, mirror.Scalar(Content));
            return true;
        }
        catch (PintailException)
        {
            // Told, at least.
            return false;
        }
        finally
        {
            mirror.Spec = spec;
            File.Delete(mirror.TargetFile + ".wal");
            mirror.Doubts.Clear();
        }
    }
}
