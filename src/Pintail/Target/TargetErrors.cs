using System.Globalization;
using Pintail.DuckDB;

namespace Pintail.Target;

/// <summary>DuckDB's errors as Pintail's, by their type, never by their text.</summary>
public static class TargetErrors
{
    // Publishing writes a few blocks of 256 KiB at least, whatever changed; where less than that is free, the disk is the reason.
    private const long LittleSpaceBytes = 16L << 20;

    private const string MemoryHint =
        "Raise --memory-limit, or lower --jobs: each Postgres connection fills blocks of its own.";

    /// <param name="doing">What was tried, as the start of a sentence.</param>
    /// <param name="target">Null where it is not known.</param>
    public static PintailException Classify(DuckDBException error, string doing, TargetSpec? target = null)
    {
        var (kind, hint) = error.ErrorType switch
        {
            DuckDBErrorType.Interrupt => (ErrorKind.Cancelled, null),
            DuckDBErrorType.OutOfMemory => (ErrorKind.TargetFailed, MemoryHint),
            // Whatever makes a commit fail is of type Transaction: a log that cannot be written, most of all.
            DuckDBErrorType.IO or DuckDBErrorType.Transaction => (ErrorKind.TargetFailed, DiskHint(target)),
            // A commit that writes a long log into the file at once, and cannot.
            DuckDBErrorType.Fatal => (
                ErrorKind.TargetFailed,
                $"{DiskHint(target)} If that is not it and it happens again, report it with this message.".TrimStart()
            ),
            DuckDBErrorType.Internal => (
                ErrorKind.TargetFailed,
                "What was published before is still good; run again. If it happens twice, report it with this message."
            ),
            _ => (ErrorKind.TargetFailed, (string?)null),
        };
        return new PintailException(kind, $"{doing} failed: {Text(error)}", hint, error);
    }

    /// <summary>A target that cannot be used at all: nothing was written to it.</summary>
    /// <param name="what">The end of a sentence whose subject is the target: "could not be read".</param>
    public static PintailException Unusable(DuckDBException error, string what, TargetSpec target)
    {
        var classified = Classify(error, what, target);
        return classified.Kind == ErrorKind.Cancelled
            ? classified
            : new PintailException(
                ErrorKind.TargetUnreachable,
                $"The target '{target.Display}' {what}: {Text(error)}",
                classified.Hint,
                error
            );
    }

    /// <summary>DuckDB's own words, without the advice that it adds below on its settings and pages.</summary>
    internal static string Text(DuckDBException error)
    {
        var text = error.Message.Trim();
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    private static string? DiskHint(TargetSpec? target)
    {
        if (target is { File: null })
            return null;
        var file = target is null ? "the target" : $"'{Path.GetFullPath(target.File!)}'";
        if (target is not null && FreeBytes(target.File!) is { } free and < LittleSpaceBytes)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The disk of {file} has {free >> 10:N0} KiB left: make room there and run again. What was published before is still good."
            );
        return $"Look at the disk of {file}: space, quota, mount, and whether this user may write to its folder. "
            + "Where the message speaks of a checksum or of bytes that could not be read, the file is damaged: restore it from "
            + "a backup, or move it away with its .wal file, and the next run makes it anew."
            + (
                target?.MemoryLimit is null
                    ? ""
                    : $" Where it speaks of memory, raise --memory-limit: what does not fit goes to '{EarlyInstance.SpillFolder(Path.GetFullPath(target.File!))}'."
            );
    }

    private static long? FreeBytes(string file)
    {
        try
        {
            // The file may not be there.
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(file))!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
