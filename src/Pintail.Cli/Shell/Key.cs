namespace Pintail.Cli.Shell;

/// <summary>What a key means to the editor.</summary>
internal enum Key
{
    /// <summary>The end of the input.</summary>
    None,
    Text,
    Enter,

    /// <summary>Ctrl-C.</summary>
    Cancel,

    /// <summary>Ctrl-D.</summary>
    DeleteOrEnd,
    Delete,
    Backspace,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Older,
    Newer,

    /// <summary>Ctrl-K.</summary>
    CutToEnd,

    /// <summary>Ctrl-U.</summary>
    CutToStart,

    /// <summary>Ctrl-W.</summary>
    CutWord,

    /// <summary>Ctrl-Y.</summary>
    Paste,

    /// <summary>Ctrl-L.</summary>
    ClearScreen,
    Unknown,
}
