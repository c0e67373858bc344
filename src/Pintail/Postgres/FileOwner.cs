using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Pintail.Postgres;

/// <summary>Whether root owns a file, which .NET does not tell and libpq's rule for key files asks for.</summary>
internal static class FileOwner
{
    // From Linux' include/uapi/linux/stat.h and fcntl.h; the layout of struct statx is the same on every architecture.
    private const int AtFdCwd = -100;
    private const uint StatxUid = 0x8;
    private const int StatxBytes = 256;
    private const int UidOffset = 20;

    /// <summary>False where it cannot be found out, which only makes the rule stricter.</summary>
    public static bool IsRoot(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }
        var buffer = new byte[StatxBytes];
        try
        {
            var failed = statx(AtFdCwd, Encoding.UTF8.GetBytes(path + '\0'), 0, StatxUid, buffer) != 0;
            return !failed && BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(UidOffset)) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] buffer);
}
