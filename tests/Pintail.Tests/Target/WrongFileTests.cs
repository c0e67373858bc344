using System.Buffers.Binary;
using System.Diagnostics;
using Pintail.DuckDB;
using Pintail.Session;
using Pintail.Target;
using Pintail.Tests.Cli;
using Pintail.Tests.Mirror;
using Pintail.Tests.Support;

namespace Pintail.Tests.Target;

/// <summary>Targets that are no file of ours, or that may not be written: told at once, and left as they are.</summary>
public class WrongFileTests(PostgresFixture fixture)
{
    private const string Sql = "CREATE TABLE t AS SELECT 1 AS a";

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("hello\n", "is not a DuckDB database")]
    [InlineData("SQLite format 3\0 and so on", "is an SQLite database")]
    [InlineData("01234567DUCK", "is not a DuckDB database")]
    public async Task File_that_is_no_database_is_told_and_left(string content, string why)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await File.WriteAllTextAsync(mirror.TargetFile, content);

        await AssertRefusedAsync(mirror, why);

        Assert.Equal(content, await File.ReadAllTextAsync(mirror.TargetFile));
        File.Delete(mirror.TargetFile);
        await mirror.SucceedAsync();
    }

    [Fact]
    public async Task Random_bytes_are_told_and_left()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(mirror.TargetFile, bytes);

        await AssertRefusedAsync(mirror, "is not a DuckDB database");

        Assert.Equal(bytes, await File.ReadAllBytesAsync(mirror.TargetFile));
    }

    [Fact]
    public async Task Storage_version_that_DuckDB_does_not_know_is_told_with_those_it_does()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        mirror.Spec = mirror.Spec with { Target = mirror.Spec.Target with { StorageVersion = "v9.9.9" } };

        var error = await mirror.FailAsync();

        Assert.Equal(ErrorKind.Configuration, error.Kind);
        Assert.Contains("in the storage version v9.9.9: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("v1.5.0", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(mirror.TargetFile));
    }

    [Fact]
    public async Task File_of_a_newer_storage_version_is_told_with_both_versions()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        var bytes = await File.ReadAllBytesAsync(mirror.TargetFile);
        Assert.Equal(DuckDBFile.NewestStorageVersion, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(12)));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), DuckDBFile.NewestStorageVersion + 1);
        Seal(bytes.AsSpan(0, 4096));
        await File.WriteAllBytesAsync(mirror.TargetFile, bytes);

        await AssertRefusedAsync(mirror, "has storage version 69, made by DuckDB v1.");

        Assert.Equal(bytes, await File.ReadAllBytesAsync(mirror.TargetFile));
    }

    [Fact]
    public async Task Pipe_or_device_is_told_and_not_waited_for()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        using (var make = Process.Start("mkfifo", [mirror.TargetFile]))
            make.WaitForExit();

        await AssertRefusedAsync(mirror, "is a pipe or a device");

        mirror.Spec = mirror.Spec with { Target = new TargetSpec { File = "/dev/null" } };
        Assert.Contains("is a pipe or a device", (await mirror.FailAsync()).Message);
    }

    [Fact]
    public async Task Link_is_followed_also_to_a_file_that_is_not_there_yet()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        var link = mirror.TargetFile + ".link";
        File.CreateSymbolicLink(link, mirror.TargetFile);
        mirror.Spec = mirror.Spec with { Target = new TargetSpec { File = link } };

        await mirror.SucceedAsync();
        await mirror.SucceedAsync();

        Assert.Equal("2", mirror.Scalar("SELECT count(*) FROM pintail.run"));
        Assert.Equal(mirror.TargetFile, new FileInfo(link).LinkTarget);
        File.Delete(link);
        File.CreateSymbolicLink(link, mirror.TargetFile + ".folder/copy.duckdb");
        Assert.Contains("folder does not exist", (await mirror.FailAsync()).Message);
        File.Delete(link);
        File.CreateSymbolicLink(link, link);
        Assert.Contains("Correct the link", (await mirror.FailAsync()).Hint);
    }

    [Fact]
    public async Task File_that_may_not_be_written_is_told_and_can_still_be_read()
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        await mirror.SucceedAsync();
        File.SetUnixFileMode(mirror.TargetFile, UnixFileMode.UserRead);

        var run = await RunAsOrdinaryUserAsync(mirror, "mirror", "--source", mirror.Source.Conninfo);

        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
        Assert.Contains($"'{mirror.TargetFile}' may not be read and written by this user", run.Error);
        Assert.Contains("chmod", run.Error);
        var verified = await RunAsOrdinaryUserAsync(mirror, "verify", "--source", mirror.Source.Conninfo);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        var history = await RunAsOrdinaryUserAsync(mirror, "history");
        Assert.Equal((0, ""), (history.ExitCode, history.Error));
        File.SetUnixFileMode(mirror.TargetFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await mirror.SucceedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Folder_that_may_not_be_written_is_told(bool isThere)
    {
        using var mirror = await MirrorHarness.CreateAsync(fixture, Sql);
        if (isThere)
            await mirror.SucceedAsync();
        var folder = Path.GetDirectoryName(mirror.TargetFile)!;
        var mode = File.GetUnixFileMode(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var run = await RunAsOrdinaryUserAsync(mirror, "mirror", "--source", mirror.Source.Conninfo);

        File.SetUnixFileMode(folder, mode);
        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
        Assert.Contains($"The target '{mirror.TargetFile}' could not be", run.Error);
        Assert.Contains("Permission denied", run.Error);
        Assert.Contains("may write to its folder", run.Error);
        if (isThere)
            Assert.Equal("1|1", mirror.Scalar("SELECT a, (SELECT count(*) FROM pintail.run) FROM public.t"));
        await mirror.SucceedAsync();
        mirror.AssertNothingBeside();
    }

    private static async Task AssertRefusedAsync(MirrorHarness mirror, string why)
    {
        var error = await mirror.FailAsync();
        Assert.Equal((ErrorKind.TargetUnreachable, ExitCodes.Unreachable), (error.Kind, error.Kind.ExitCode()));
        Assert.StartsWith($"The target '{mirror.TargetFile}' {why}", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
        // Which DuckDB would fetch from the network, to write to a file of another kind.
        Assert.DoesNotContain("extension", error.InnerException?.Message ?? "", StringComparison.Ordinal);
        Assert.Empty(mirror.Waits);
        mirror.AssertNothingBeside();
        var history = new RunHistory(mirror.Spec.Target, TimeProvider.System);
        var unread = await Assert.ThrowsAsync<PintailException>(() => history.RunsAsync(1, CancellationToken.None));
        Assert.Equal(error.Message, unread.Message);
        var session = Assert.Throws<PintailException>(() =>
            SqlDatabase.Open(new SqlOptions { File = mirror.TargetFile })
        );
        Assert.StartsWith($"'{mirror.TargetFile}' {why}", session.Message, StringComparison.Ordinal);
        mirror.AssertNothingBeside();
    }

    // Modes of files say nothing to root, unless it does without the capability.
    private static async Task<CliResult> RunAsOrdinaryUserAsync(MirrorHarness mirror, params string[] arguments)
    {
        string[] ordinary = Environment.IsPrivilegedProcess
            ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
            : [];
        var folder = Path.GetTempPath();
        var all = (string[])[.. arguments, "--target", mirror.TargetFile];
        using var run = PintailProcess.StartUnder(ordinary, folder, new Dictionary<string, string>(), all);
        return await run.ResultAsync();
    }

    // DuckDB's checksum of a header (src/common/checksum.cpp), so that only the version is wrong with it.
    private static void Seal(Span<byte> header)
    {
        var sum = 5381ul;
        for (var i = sizeof(ulong); i < header.Length; i += sizeof(ulong))
            sum ^= BinaryPrimitives.ReadUInt64LittleEndian(header[i..]) * 0xbf58476d1ce4e5b9;
        BinaryPrimitives.WriteUInt64LittleEndian(header, sum);
    }
}
