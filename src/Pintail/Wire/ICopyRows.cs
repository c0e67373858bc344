namespace Pintail.Wire;

/// <summary>
/// Rows of one COPY … (FORMAT binary). Header and trailer are dealt with inside: a row is an int16 field count and its
/// fields, each an int32 length (−1 = NULL) and that many bytes. Rows are handed out as positions in
/// <see cref="Buffer"/> and stay where they are until the next <see cref="BeginBatch"/>.
/// </summary>
public interface ICopyRows : IDisposable
{
    /// <summary>May be another array after <see cref="BeginBatch"/>, or after a <see cref="TryNextRow"/> that was the first of a batch.</summary>
    byte[] Buffer { get; }

    /// <summary>Rows handed out before may be moved or overwritten from here on.</summary>
    void BeginBatch();

    /// <summary>
    /// The next row; blocks until its bytes are there. False when the batch must end because the buffer has no room
    /// for more (never for the first row of a batch), or when the stream is over (<see cref="IsCompleted"/>).
    /// </summary>
    bool TryNextRow(out int offset, out int length);

    /// <summary>Everything up to the end of the command was read: the connection may be used again.</summary>
    bool IsCompleted { get; }

    /// <summary>Bytes of this COPY taken from the connection so far, framing included.</summary>
    long BytesReceived { get; }
}
