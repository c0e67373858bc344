// What a file seems to be that DuckDB does not open: by its kind, its length and its first bytes. DuckDB gives all these
// the same kind of error, and what is to be done differs.
//
// The headers are those of DuckDB's storage_info.hpp: three blocks of 4,096 bytes. The first (MainHeader): a checksum of
// 8 bytes, "DUCK", the storage version (64 bits), 32 bytes of flags, and in 32 bytes the name of the version that made the
// file. The other two (DatabaseHeader) are written in turn. Their number of blocks says nothing of the file's length: they
// are written before free blocks at the end are cut off.

using System.Buffers.Binary;
using System.Text;

namespace Pintail.DuckDB;

/// <summary>Looks into files as DuckDB lays them out.</summary>
public static class DuckDBFile
{
    /// <summary>What stands before the blocks: a shorter file never held anything.</summary>
    public const int HeaderBytes = 3 * HeaderSize;

    /// <summary>VERSION_NUMBER_UPPER of DuckDB 1.5: the storage version that it writes when asked for its latest.</summary>
    internal const ulong NewestStorageVersion = 68;

    private const int HeaderSize = 4096;
    private const int MagicOffset = 8;
    private const int VersionOffset = 12;
    private const int MakerOffset = 52;
    private const int MakerBytes = 32;

    private const string AnotherName = "Name another file, or move this one away.";

    /// <summary>Why a file is no database, as far as can be seen; null when nothing is wrong with its beginning.</summary>
    /// <param name="path">
    /// Is opened and closed, which gives up this process's locks on it: only for a file that is not open here.
    /// </param>
    /// <param name="isReadOnly">Whether it is enough to read it.</param>
    public static DuckDBFileFault? FaultOf(string path, bool isReadOnly)
    {
        if (Path.GetFullPath(path) is var full && full.StartsWith("/dev/") && !full.StartsWith("/dev/shm/"))
            return NoFile();
        try
        {
            // Reading alone would wait for whoever writes to a pipe, and a pipe has no length.
            var access = isReadOnly && new FileInfo(path).Length > 0 ? FileAccess.Read : FileAccess.ReadWrite;
            using var file = new FileStream(path, FileMode.Open, access, FileShare.ReadWrite);
            return file.CanSeek ? FaultOf(file) : NoFile();
        }
        catch (UnauthorizedAccessException)
        {
            return new DuckDBFileFault(
                isReadOnly ? "may not be read by this user" : "may not be read and written by this user",
                "Run as its owner, or let its owner give this user the permission (chmod, mount options)."
            );
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            return null;
        }
    }

    private static DuckDBFileFault? FaultOf(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0)
            return new DuckDBFileFault("is empty", "Delete it, and it is made anew; or name another file.");
        if (header[..read].StartsWith("SQLite format 3\0"u8))
            return new DuckDBFileFault("is an SQLite database and not DuckDB's", AnotherName);
        if (read < VersionOffset + sizeof(ulong) || !header[MagicOffset..].StartsWith("DUCK"u8))
            return new DuckDBFileFault("is not a DuckDB database", AnotherName);
        var version = BinaryPrimitives.ReadUInt64LittleEndian(header[VersionOffset..]);
        if (version > NewestStorageVersion)
            return Newer(version, header);
        return read < HeaderBytes ? CutOff(file.Length, HeaderBytes) : null;
    }

    private static DuckDBFileFault Newer(ulong version, ReadOnlySpan<byte> header)
    {
        var maker = header.Slice(MakerOffset, MakerBytes);
        var length = maker.IndexOf((byte)0);
        var name = Encoding.ASCII.GetString(length < 0 ? maker : maker[..length]);
        var by = name.Length > 0 ? $", made by DuckDB {name}" : "";
        return new DuckDBFileFault(
            $"has storage version {version}{by}; DuckDB {DuckDBDatabase.LibraryVersion} reads up to {NewestStorageVersion}",
            "Use a Pintail with that DuckDB, or let that DuckDB copy it into a file of an older version (ATTACH … (STORAGE_VERSION 'v1.5.0'), COPY FROM DATABASE)."
        );
    }

    /// <param name="wanted">Bytes that are in use by what the file says of itself.</param>
    public static DuckDBFileFault CutOff(long length, long wanted) =>
        new(
            $"is cut off: it has {length} bytes and should have {wanted} at least",
            "Restore it from a backup; or move it away with its .wal file, and a mirror makes it anew."
        );

    private static DuckDBFileFault NoFile() => new("is a pipe or a device and not a file", "Name a file.");
}
