using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pintail.Cli.Shell;

/// <summary>
/// The terminal at standard input without line editing, echo and signals of its own. The console of .NET has a mode of
/// this kind per key only: what is typed or pasted between two keys would be echoed.
/// </summary>
internal sealed class RawMode : IDisposable
{
    private const int StandardInput = 0;

    // TCSADRAIN of termios.h on Linux, and on macOS.
    private const int AfterOutput = 1;

    // struct termios has 60 bytes on Linux and 72 on macOS; it is only ever passed on.
    private const int StateBytes = 256;

    private static RawMode? _current;
    private readonly byte[] _before;

    private RawMode(byte[] before) => _before = before;

    /// <summary>Null when standard input is no terminal that can.</summary>
    public static RawMode? TryBegin()
    {
        if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb")
            return null;
        var before = new byte[StateBytes];
        if (tcgetattr(StandardInput, before) != 0)
            return null;
        var raw = (byte[])before.Clone();
        cfmakeraw(raw);
        if (tcsetattr(StandardInput, AfterOutput, raw) != 0)
            return null;
        return _current = new RawMode(before);
    }

    /// <summary>What the keys send, byte by byte: the console's own stream edits and echoes lines on a terminal.</summary>
    public static Stream OpenKeys() =>
        new FileStream(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <summary>For the program's end at a signal.</summary>
    public static void EndAny() => _current?.Dispose();

    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _current, null, this) == this)
            _ = tcsetattr(StandardInput, AfterOutput, _before);
    }

    [DllImport("libc")]
    private static extern int tcgetattr(int descriptor, [Out] byte[] state);

    [DllImport("libc")]
    private static extern int tcsetattr(int descriptor, int when, byte[] state);

    [DllImport("libc")]
    private static extern void cfmakeraw([In, Out] byte[] state);
}
