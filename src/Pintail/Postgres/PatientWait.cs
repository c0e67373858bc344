using Pintail.Wire;

namespace Pintail.Postgres;

/// <summary>
/// Waits for what Npgsql was asked to do as long as the server works on it. Npgsql itself knows a time only, and at its
/// end, as when it is cancelled, asks the server to stop and waits for that: with one that hangs, for ever. What is given
/// up here is left alone, connection and all.
/// </summary>
/// <param name="processId">The backend of the connection that waits.</param>
internal sealed class PatientWait(ServerPulse pulse, int processId, TimeSpan progressTimeout)
{
    /// <summary>For a server that is asked to stop, and for an answer that is on its way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The connection still waits; nobody may use it, or wait for its disposal.</summary>
    public bool HasGivenUp { get; private set; }

    /// <exception cref="SilentServerException">Nothing will come.</exception>
    /// <exception cref="OperationCanceledException">The caller wishes to stop, and the server does not answer that.</exception>
    /// <param name="ask">
    /// Its token is cancelled with the caller's, but on a thread of its own: Npgsql asks the server to stop within the
    /// call that cancels, which may wait as long as connect_timeout, or for ever.
    /// </param>
    public async Task<T> ForAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        var stop = new CancellationTokenSource();
        await using var _ = cancellation.UnsafeRegister(
            static stop => Task.Run(((CancellationTokenSource)stop!).Cancel),
            stop
        );
        return await ForAsync(ask(stop.Token), cancellation);
    }

    /// <summary>The same for what was asked already, and cannot be cancelled.</summary>
    public async Task<T> ForAsync<T>(Task<T> answer, CancellationToken cancellation)
    {
        while (!await IsDoneAsync(answer, progressTimeout, cancellation))
        {
            if (cancellation.IsCancellationRequested)
            {
                if (await IsDoneAsync(answer, Grace, CancellationToken.None))
                {
                    break;
                }
                HasGivenUp = true;
                throw new OperationCanceledException(cancellation);
            }
            if (
                await Task.Run(() => pulse.FindTrouble(processId), CancellationToken.None) is { } trouble
                && !await IsDoneAsync(answer, Grace, cancellation)
            )
            {
                HasGivenUp = true;
                throw new SilentServerException(
                    $"nothing came for {progressTimeout.TotalSeconds:0.#} s, and {trouble}."
                );
            }
        }
        return await answer;
    }

    /// <summary>For what a server that is there answers at once.</summary>
    /// <returns>False: it did not come, and was given up.</returns>
    public async Task<bool> BrieflyForAsync(Task answer, TimeSpan limit)
    {
        if (!await IsDoneAsync(answer, limit, CancellationToken.None))
        {
            HasGivenUp = true;
            return false;
        }
        await answer;
        return true;
    }

    private static async Task<bool> IsDoneAsync(Task answer, TimeSpan limit, CancellationToken cancellation)
    {
        if (answer.IsCompleted)
        {
            return true;
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(answer, Task.Delay(limit, stop.Token));
        await stop.CancelAsync();
        return answer.IsCompleted;
    }
}
