using Polly;
using Polly.Retry;

namespace Pintail.Mirror;

/// <summary>
/// The one policy of trying again: transient errors only, MAX_RETRIES attempts in total, waits of base, 2 × base,
/// 4 × base … plus up to a second at random, at most a minute (the Flight's schedule).
/// </summary>
internal static class Retries
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxJitter = TimeSpan.FromSeconds(1);

    /// <param name="what">What is tried, for the observer: a table's name, "connecting to …".</param>
    /// <param name="isHopeless">Asked after a transient error: true when trying again cannot help all the same.</param>
    public static ResiliencePipeline Create(
        MirrorSpec spec,
        IMirrorObserver observer,
        TimeProvider time,
        string what,
        Func<bool>? isHopeless = null
    )
    {
        // Polly refuses a policy of no retries.
        if (spec.MaxRetries <= 1)
            return ResiliencePipeline.Empty;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        return builder
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = spec.MaxRetries - 1,
                    ShouldHandle = new PredicateBuilder().Handle<PintailException>(error =>
                        error.Kind.IsTransient() && isHopeless?.Invoke() != true
                    ),
                    DelayGenerator = arguments =>
                        ValueTask.FromResult<TimeSpan?>(Wait(spec.RetryBase, arguments.AttemptNumber)),
                    OnRetry = arguments =>
                    {
                        var error = (PintailException)arguments.Outcome.Exception!;
                        observer.Waiting(
                            what,
                            arguments.AttemptNumber + 1,
                            spec.MaxRetries,
                            error,
                            arguments.RetryDelay
                        );
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
    }

    /// <param name="attemptIndex">0 after the first failed attempt.</param>
    internal static TimeSpan Wait(TimeSpan retryBase, int attemptIndex)
    {
        // Past 2^20 the bound has long been reached.
        var factor = 1L << Math.Min(attemptIndex, 20);
        var wait = retryBase * factor + MaxJitter * Random.Shared.NextDouble();
        return wait < MaxWait ? wait : MaxWait;
    }
}
