namespace Pintail.Session;

/// <summary>What the running statement has read from Postgres so far. Any thread.</summary>
public sealed class ScanProgress
{
    private long _rows;
    private long _bytes;

    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>As they came over the connection, framing included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    internal void Add(long rows, long bytes)
    {
        Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _bytes, bytes);
    }

    internal void Clear()
    {
        Interlocked.Exchange(ref _rows, 0);
        Interlocked.Exchange(ref _bytes, 0);
    }
}
