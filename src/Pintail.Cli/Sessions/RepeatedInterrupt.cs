using Pintail.Session;

namespace Pintail.Cli.Sessions;

/// <summary>
/// Once it is asked for, interrupts the session again and again until disposed: a statement that is not running yet when
/// it is interrupted does not notice.
/// </summary>
internal sealed class RepeatedInterrupt : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenRegistration _registration;
    private readonly Timer _timer;

    public RepeatedInterrupt(SqlSession session, CancellationToken cancellation)
    {
        _timer = new Timer(_ => session.Interrupt());
        _registration = cancellation.Register(() => _timer.Change(TimeSpan.Zero, Pause));
    }

    /// <summary>No interrupt comes after it: the next statement is not meant.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        using var ended = new ManualResetEvent(false);
        if (_timer.Dispose(ended))
            ended.WaitOne();
    }
}
