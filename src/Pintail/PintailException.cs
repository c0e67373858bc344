namespace Pintail;

/// <summary>
/// An error a user can act on. The message names the object, the value's place and the expectation; the hint says what
/// to do. Neither ever carries a row's value or a secret.
/// </summary>
public sealed class PintailException(ErrorKind kind, string message, string? hint = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ErrorKind Kind { get; } = kind;

    /// <summary>The source column that it is about; null when it is about no single one.</summary>
    public string? Column { get; init; }

    /// <summary>What to do about it, as one sentence; null when the message already says it.</summary>
    public string? Hint { get; } = hint;
}
