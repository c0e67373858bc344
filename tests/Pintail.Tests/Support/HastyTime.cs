namespace Pintail.Tests.Support;

/// <summary>
/// The system's clock with timers a hundred times as fast, so that waits between attempts cost a test nothing, while
/// what happens between them keeps its order.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    private const int Factor = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Hasten(dueTime), Hasten(period));

    private static TimeSpan Hasten(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
}
