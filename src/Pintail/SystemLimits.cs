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
            if (e is PintailException or OperationCanceledException)
                return null;
            if (Reason(e) is { } reason)
            {
                return new PintailException(
                    ErrorKind.SystemLimit,
                    $"{failed}: {reason}.",
                    "Raise the limit that it runs under (ulimit -a, the container's, the service's), or ask for less: --jobs 1, --memory-limit.",
                    error
                );
            }
        }
        return null;
    }

    private static string? Reason(Exception e) =>
        e switch
        {
            OutOfMemoryException => "the system gave this process no more memory or threads",
            SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => NoFiles,
            IOException { HResult: TooManyOpenFiles } => NoFiles,
            FileNotFoundException { FileName: { } name } when IsAssembly(name) => NotLoaded(name),
            FileLoadException { FileName: { } name } when IsAssembly(name) => NotLoaded(name),
            _ => null,
        };

    private const string NoFiles = "the system gave this process no more open files";

    private static string NotLoaded(string assembly) =>
        $"a part of the program ({assembly.Split(',')[0]}) could not be loaded, for want of memory or open files, or as it is not there any more";

    private static bool IsAssembly(string name) => name.Contains(", Version=", StringComparison.Ordinal);
}
