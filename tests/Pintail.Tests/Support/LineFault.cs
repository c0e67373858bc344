namespace Pintail.Tests.Support;

/// <summary>What a <see cref="TcpProxy"/> does to a connection.</summary>
public enum LineFaultKind
{
    /// <summary>Both sides are reset.</summary>
    Reset,

    /// <summary>The server's side ends in order, as if it had closed; what this side sends still arrives.</summary>
    HalfClose,

    /// <summary>Nothing comes any more, and the connection stays open.</summary>
    Stall,

    /// <summary>64 KiB that the server did not send, and then what it did.</summary>
    Garbage,
}

/// <param name="After">Bytes from the server before it happens.</param>
internal sealed record LineFault(LineFaultKind Kind, long After);
