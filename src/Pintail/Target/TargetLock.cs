using System.Globalization;

namespace Pintail.Target;

/// <summary>
/// Who holds a local DuckDB file. DuckDB takes a POSIX write lock on the whole file, so Linux lists the holder in
/// /proc/locks by inode; elsewhere nothing is known. Within one process such locks do not exclude, so the files that
/// this process has open are kept here.
/// </summary>
internal static class TargetLock
{
    private static readonly HashSet<string> OpenHere = new(StringComparer.Ordinal);

    /// <summary>Marks a file as open in this process. False when it already is.</summary>
    public static bool TryEnter(string fullPath)
    {
        lock (OpenHere)
            return OpenHere.Add(fullPath);
    }

    public static void Leave(string fullPath)
    {
        lock (OpenHere)
            OpenHere.Remove(fullPath);
    }

    /// <summary>
    /// "process 123 (duckdb)", or null when no other process is known to hold the file. Opens the file and closes it,
    /// which would give up this process's own locks on it: only for a file that is not open here.
    /// </summary>
    public static string? Holder(string fullPath) => IsHeld(fullPath) ? Name(fullPath) ?? "another process" : null;

    // By asking for the lock that DuckDB asks for, and giving it back. /proc/locks alone would not do: it is read in
    // pieces, between which the list changes, so it may miss a lock that is there.
    private static bool IsHeld(string fullPath)
    {
        try
        {
            using var file = new FileStream(fullPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            try
            {
                // To the end of the file, wherever that will be.
                file.Lock(0, 0);
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static string? Name(string fullPath)
    {
        if (!File.Exists("/proc/locks") || Identity(fullPath) is not { } identity)
            return null;
        foreach (var line in File.ReadLines("/proc/locks"))
        {
            // 1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 6 || fields[1] != "POSIX" || fields[5] != identity)
                continue;
            if (int.TryParse(fields[4], CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId)
                return $"process {pid}{ProgramName(pid)}";
        }
        return null;
    }

    // The file as /proc/locks names it, device and inode (fs/locks.c, lock_get_status: "%02x:%02x:%lu"). .NET has no
    // call for either: the descriptor's own page in /proc tells inode and mount, mountinfo the mount's device. Inodes
    // alone are not enough: those of every tmpfs begin at 1.
    private static string? Identity(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var info = File.ReadLines($"/proc/self/fdinfo/{handle.DangerousGetHandle()}")
                .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .ToDictionary(pair => pair[0], pair => pair[^1]);
            // 36 35 98:0 /mnt1 /mnt2 …: the mount's number, its parent's, the device (proc_pid_mountinfo(5)).
            var device = File.ReadLines("/proc/self/mountinfo")
                .Select(line => line.Split(' '))
                .Where(fields => fields[0] == info.GetValueOrDefault("mnt_id"))
                .Select(fields => fields[2].Split(':'))
                .FirstOrDefault();
            return device is null || !info.TryGetValue("ino", out var inode)
                ? null
                : $"{Hex(device[0])}:{Hex(device[1])}:{inode}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Hex(string number) =>
        int.Parse(number, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture);

    private static string ProgramName(int pid)
    {
        try
        {
            return $" ({File.ReadAllText($"/proc/{pid}/comm").Trim()})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
