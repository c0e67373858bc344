namespace Pintail.Target;

/// <summary>Waiting for whoever holds a target, as long as the spec allows.</summary>
internal static class TargetWait
{
    // There is no notification for a released lock; once a second is soon enough for a run of minutes.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Tries again while <paramref name="enter"/> throws <see cref="ErrorKind.TargetLocked"/>.</summary>
    public static async Task<T> RunAsync<T>(
        TargetSpec spec,
        TimeProvider time,
        Func<T> enter,
        CancellationToken cancellation
    )
    {
        var started = time.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return enter();
            }
            catch (PintailException e)
                when (e.Kind == ErrorKind.TargetLocked && time.GetElapsedTime(started) < spec.WaitLock)
            {
                await Task.Delay(PollInterval, time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
