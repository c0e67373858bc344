namespace Pintail.Cli.Shell;

/// <summary>A terminal as an editor of lines needs it.</summary>
/// <param name="Keys">The bytes that its keys send.</param>
/// <param name="TryBeginRaw">Hands over keys one by one, unseen, until disposed; null where the terminal cannot.</param>
/// <param name="Width">Columns, now.</param>
internal sealed record TerminalInput(Stream Keys, Func<IDisposable?> TryBeginRaw, Func<int> Width);
