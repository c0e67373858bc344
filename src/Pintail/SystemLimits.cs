using System.Net.Sockets;

namespace Pintail;

/// <summary>
/// Tells when the system gave the process no more memory, threads or open files. .NET says so in many ways, and most of
/// them sound like something else: a part of it that "cannot be found", a connection that "was lost".
/// </summary>
public static class SystemLimits
{
    // errno 24 on Linux and macOS, which .NET keeps where it has no exception of its own for it.
    private const int TooManyOpenFiles = 24;

    /// <param name="failed">What did not come about, a sentence to which the reason is added.</param>
    /// <returns>Null when the exception, and what lies below it, tell of something else.</returns>
    public static PintailException? Explain(Exception error, string failed)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is PintailException)
                return null;
            if (WhatIsMissing(e) is { } missing)
            {
                return new PintailException(
                    ErrorKind.SystemLimit,
                    $"{failed}: the system gave this process no more {missing}.",
                    "Raise the limit that it runs under (ulimit -a, the container's, the service's), or ask for less: --jobs 1, --memory-limit.",
                    error
                );
            }
        }
        return null;
    }

    private static string? WhatIsMissing(Exception e) =>
        e switch
        {
            OutOfMemoryException => "memory or threads",
            SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => "open files",
            IOException { HResult: TooManyOpenFiles } => "open files",
            // An assembly of the framework or of ours, which was there when the process started.
            FileNotFoundException { FileName: { } name } when IsAssembly(name) => "memory or open files",
            FileLoadException { FileName: { } name } when IsAssembly(name) => "memory or open files",
            _ => null,
        };

    private static bool IsAssembly(string name) => name.Contains(", Version=", StringComparison.Ordinal);
}
