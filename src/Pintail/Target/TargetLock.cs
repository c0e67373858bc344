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

    /// <summary>"process 123 (duckdb)", or null when no other process is known to hold the file.</summary>
    public static string? Holder(string fullPath)
    {
        if (!File.Exists("/proc/locks") || Inode(fullPath) is not { } inode)
            return null;
        foreach (var line in File.ReadLines("/proc/locks"))
        {
            // 1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 6 || fields[1] != "POSIX" || !fields[5].EndsWith($":{inode}", StringComparison.Ordinal))
                continue;
            if (int.TryParse(fields[4], CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId)
                return $"process {pid}{ProgramName(pid)}";
        }
        return null;
    }

    // The descriptor's own page in /proc tells the inode; .NET has no call for it.
    private static string? Inode(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return File.ReadLines($"/proc/self/fdinfo/{handle.DangerousGetHandle()}")
                .FirstOrDefault(line => line.StartsWith("ino:", StringComparison.Ordinal))
                ?["ino:".Length..].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

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
