namespace Pintail.Wire;

/// <summary>Nothing came for longer than was allowed, and what could be found out says that nothing will.</summary>
/// <param name="message">A clause that follows "… failed:" and ends with a full stop.</param>
internal sealed class SilentServerException(string message) : IOException(message);
