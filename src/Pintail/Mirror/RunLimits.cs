using System.Globalization;

namespace Pintail.Mirror;

/// <summary>The two limits on a run's time that its user sets, and what is said when one is over.</summary>
internal static class RunLimits
{
    /// <summary>All attempts and the waits between them together.</summary>
    public static async Task<T> OfRunAsync<T>(
        MirrorSpec spec,
        TimeProvider time,
        Func<CancellationToken, Task<T>> run,
        CancellationToken cancellation
    )
    {
        using var limit = new TimeLimit(spec.Timeout, time, cancellation);
        limit.Begin();
        return await limit
            .RunAsync(
                run,
                e => new PintailException(
                    ErrorKind.TimedOut,
                    $"The run was not done after {Words(spec.Timeout)}, the time that --timeout gives it.",
                    "Give it more, or less to do: fewer tables (--include-table, --where). If it hung, --verbose tells at what.",
                    e
                )
            )
            .ConfigureAwait(false);
    }

    /// <summary>From the snapshot on, at the source.</summary>
    public static PintailException SnapshotTooOld(TimeSpan limit, Exception inner) =>
        new(
            ErrorKind.TimedOut,
            $"The snapshot was held for {Words(limit)}, the most that --max-snapshot-age allows; it was given up, as the "
                + "source cannot clean up dead rows meanwhile.",
            "Raise --max-snapshot-age if the source can bear it, or read less under one snapshot: fewer tables per run, "
                + "or more --jobs.",
            inner
        );

    /// <summary>In the largest unit of which it is a whole number: 1 h, 90 min, 2.5 s.</summary>
    public static string Words(TimeSpan time)
    {
        (double Count, string Unit)[] units = [(time.TotalHours, "h"), (time.TotalMinutes, "min")];
        foreach (var (count, unit) in units)
        {
            if (count >= 1 && count == Math.Floor(count))
                return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
    }
}
