namespace Pintail.Wire;

/// <summary>
/// The one large buffer of a stream, received into and parsed in place. Bytes lie as
/// [… | rows of the batch | not yet parsed | free room]: BatchStart ≤ Position ≤ Filled ≤ Array.Length.
/// Rows handed out since <see cref="BeginBatch"/> never move; when they stand in the way of the next message, the batch
/// has to end (<see cref="TryBuffer"/> says false). Bytes are moved to the front only when room is short. A message
/// larger than the buffer grows it to twice its size each time it is full: a peer that announces gigabytes gets memory
/// only for what it really sent.
/// </summary>
internal sealed class ReceiveBuffer(Stream stream, int bytes, string endOfStream)
{
#if DEBUG
    /// <summary>Smaller than most rows, so that every test crosses its end.</summary>
    public const int DefaultBytes = 512;
#else
    /// <summary>
    /// Three chunks of 2,048 rows of 150 bytes, received in few system calls, and still in a core's second-level cache
    /// when they are decoded; four workers hold 4 MiB.
    /// </summary>
    public const int DefaultBytes = 1 << 20;
#endif

    /// <summary>Room for a message's head and the smallest messages; less would be an endless loop of growing.</summary>
    private const int MinBytes = 64;

    private readonly int _initialBytes = Math.Max(bytes, MinBytes);
    private int _batchStart;

    // Fields, not properties: CopyOutReader's fast path reads and advances them for every row.
    public byte[] Array = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, MinBytes));
    public int Position;
    public int Filled;

    public long BytesReceived { get; private set; }

    public ReadOnlySpan<byte> Unread => Array.AsSpan(Position, Filled - Position);

    /// <summary>True when rows of this batch lie before <see cref="Position"/> and hold the bytes where they are.</summary>
    public bool HasRows => Position != _batchStart;

    public void BeginBatch()
    {
        var lastBatch = Position - _batchStart;
        if (Position == Filled)
        {
            Position = Filled = 0;
        }
        else if (Array.Length - Position < lastBatch)
        {
            // A batch like the last one would be cut short at the end of the buffer.
            MoveToFront();
        }

        _batchStart = Position;
    }

    /// <summary>Gives back the room that one very large row took. Call between commands, when nobody looks at rows.</summary>
    public void Shrink()
    {
        BeginBatch();
        if (Array.Length > 8L * _initialBytes && Filled - Position <= _initialBytes)
        {
            var smaller = GC.AllocateUninitializedArray<byte>(_initialBytes);
            Unread.CopyTo(smaller);
            (Array, Filled, Position, _batchStart) = (smaller, Filled - Position, 0, 0);
        }
    }

    /// <summary>Has <paramref name="count"/> bytes from <see cref="Position"/> on; false when the batch has to end before.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before.</exception>
    public bool TryBuffer(int count)
    {
        while (Filled - Position < count)
        {
            if (Array.Length - Position < count)
            {
                if (HasRows)
                {
                    return false;
                }

                MoveToFront();
                if (Filled == Array.Length)
                {
                    Grow();
                }
            }

            if (!TryReceive())
            {
                throw new EndOfStreamException(endOfStream);
            }
        }

        return true;
    }

    /// <summary>Receives what there is, at least a byte; false at the end of the stream. There must be room.</summary>
    public bool TryReceive()
    {
        var received = stream.Read(Array.AsSpan(Filled));
        Filled += received;
        BytesReceived += received;
        return received > 0;
    }

    /// <summary>Passes over bytes that are no row.</summary>
    public void Skip(int count)
    {
        if (!HasRows)
        {
            _batchStart += count;
        }

        Position += count;
    }

    private void MoveToFront()
    {
        if (Position > 0)
        {
            Unread.CopyTo(Array);
            Filled -= Position;
            Position = _batchStart = 0;
        }
    }

    private void Grow()
    {
        var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(2L * Array.Length, System.Array.MaxLength));
        Unread.CopyTo(larger);
        Array = larger;
    }
}
