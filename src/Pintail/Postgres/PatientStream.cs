namespace Pintail.Postgres;

/// <summary>
/// Npgsql's stream of a COPY, read synchronously by a wait that can be given up. Npgsql hands out 8 KiB at most, so that
/// copying them once more does not count.
/// </summary>
internal sealed class PatientStream(Stream stream, Func<Task<int>, int> wait) : Stream
{
    private readonly byte[] _piece = new byte[8 << 10];

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var piece = _piece.AsMemory(0, Math.Min(_piece.Length, buffer.Length));
        var count = wait(stream.ReadAsync(piece, CancellationToken.None).AsTask());
        piece.Span[..count].CopyTo(buffer);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads what is left of the COPY, for which the server was asked to stop.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            wait(CloseAsync());
        base.Dispose(disposing);
    }

    private async Task<int> CloseAsync()
    {
        await stream.DisposeAsync();
        return 0;
    }
}
