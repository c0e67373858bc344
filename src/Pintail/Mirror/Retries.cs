using Pintail.DuckDB;
using Pintail.Target;
using Polly;
using Polly.Retry;

namespace Pintail.Mirror;

/// <summary>An attempt failed and the next one waits: as <see cref="IMirrorObserver.Waiting"/>.</summary>
internal delegate void RetryNotice(string what, int attempt, int attempts, PintailException error, TimeSpan wait);

/// <summary>
/// The one policy of trying again: transient errors only, MAX_RETRIES attempts in total, waits of base, 2 × base,
/// 4 × base … plus up to a second at random, at most a minute (the Flight's schedule).
/// </summary>
internal static class Retries
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxJitter = TimeSpan.FromSeconds(1);

    /// <param name="waiting">Told before each wait.</param>
    /// <param name="what">What is tried, for the observer: a table's name, "connecting to …".</param>
    /// <param name="isHopeless">Asked after a transient error: true when trying again cannot help all the same.</param>
    public static ResiliencePipeline Create(
        MirrorSpec spec,
        RetryNotice waiting,
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
                        waiting(what, arguments.AttemptNumber + 1, spec.MaxRetries, error, arguments.RetryDelay);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
    }

    /// <summary>The attempts of a whole run, each of which begins with connecting.</summary>
    /// <param name="attempt">Gets the attempt's number, from 1.</param>
    public static async Task<T> OfRunAsync<T>(
        MirrorSpec spec,
        RetryNotice waiting,
        TimeProvider time,
        Func<int, CancellationToken, Task<T>> attempt,
        CancellationToken cancellation
    )
    {
        var attempts = 0;
        return await Create(spec, waiting, time, $"reading from {spec.Source.Display}")
            .ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await attempt(++attempts, token).ConfigureAwait(false);
                    }
                    catch (DuckDBException e)
                    {
                        throw TargetErrors.Classify(e, $"Working on the target '{spec.Target.Display}'", spec.Target);
                    }
                    catch (Exception e) when (e is not PintailException and not OperationCanceledException)
                    {
                        throw FailureClassifier.Classify(e, $"Reading from {spec.Source.Display}");
                    }
                },
                cancellation
            )
            .ConfigureAwait(false);
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
