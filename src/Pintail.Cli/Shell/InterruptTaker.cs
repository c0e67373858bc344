namespace Pintail.Cli.Shell;

/// <summary>
/// Takes Ctrl-C from the program for a while: an interactive session goes on after it. Signals come on a thread of their
/// own.
/// </summary>
internal sealed class InterruptTaker
{
    private volatile Action? _action;

    public bool IsTaken => _action is not null;

    /// <summary>From now on Ctrl-C does this; null gives it back to the program.</summary>
    public void Take(Action? action) => _action = action;

    /// <summary>Called for Ctrl-C: false when nobody took it.</summary>
    public bool TryTake()
    {
        if (_action is not { } action)
            return false;
        action();
        return true;
    }
}
