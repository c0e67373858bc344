using System.Diagnostics;

namespace Pintail.Tests.Support;

/// <summary>A file system of a few KiB in memory, for disks that are really full. Whoever runs the tests must be allowed to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Skips the test where mounting is refused; FileLimitTests show the same without.</summary>
    public static SmallDisk Mount()
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("pintail-disk-").FullName);
        if (Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.Folder))
            return disk;
        Directory.Delete(disk.Folder);
        Assert.Skip("This user may not mount a file system of its own (tmpfs).");
        return disk;
    }

    public long UsedKib => new DriveInfo(Folder) is var drive ? (drive.TotalSize - drive.TotalFreeSpace) >> 10 : 0;

    public void Resize(long kib) =>
        Assert.True(Run("mount", "-o", $"remount,size={kib}k", Folder), "the disk could not be made smaller or larger");

    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
