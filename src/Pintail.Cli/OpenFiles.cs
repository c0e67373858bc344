using System.Globalization;

namespace Pintail.Cli;

/// <summary>
/// How many files the system lets this process open. With fewer than a run needs .NET and libduckdb fail in the middle, in
/// ways that nobody would understand, or end the process.
/// </summary>
internal static class OpenFiles
{
    /// <summary>A run on two cores was seen to fail with 104 and to succeed with 120; each further connection is one more.</summary>
    private const int Needed = 192;

    /// <summary>Of a process of its own, on Linux (proc(5)).</summary>
    private const string Limits = "/proc/self/limits";

    /// <summary>Why nothing should be begun; null when there are enough, or nobody knows.</summary>
    public static PintailException? Shortage()
    {
        if (SoftLimit() is not { } limit || limit >= Needed)
            return null;
        return new PintailException(
            ErrorKind.SystemLimit,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The system lets this process open {limit} files, and {Needed} are needed."
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Raise the limit: 'ulimit -n {Needed}' or more, or LimitNOFILE of a service."
            )
        );
    }

    // "Max open files            1024                 1048576              files"; .NET has raised the first to the second.
    private static long? SoftLimit()
    {
        const string Name = "Max open files";
        try
        {
            var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
            var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return long.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
