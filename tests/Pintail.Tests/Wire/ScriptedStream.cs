using Pintail.Wire;

namespace Pintail.Tests.Wire;

/// <summary>A peer that plays given bytes, at most so many per read, then ends; what is written to it is kept.</summary>
internal sealed class ScriptedStream(byte[] script, int bytesPerRead = int.MaxValue) : Stream
{
    private int _position;

    public MemoryStream Written { get; } = new();
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A session that is started and plays the script next.</summary>
    public static WireConnection Connect(byte[] script, int bytesPerRead = int.MaxValue, int bufferBytes = 0) =>
        new ScriptedStream([.. ServerBytes.Start, .. script], bytesPerRead).Open(bufferBytes);

    /// <summary>The same over a script that begins with what a server sends at the start.</summary>
    public WireConnection Open(int bufferBytes = 0)
    {
        var options = new WireOptions
        {
            Host = "scripted",
            User = "u",
            Database = "d",
        };
        var channel = new WireChannel(this, bufferBytes);
        var startup = new StartupExchange(channel, options);
        startup.Authenticate();
        var (processId, _) = startup.AwaitReady();

        // Without a key there is nothing to cancel with, so a reader that is given up does not dial.
        return new WireConnection(
            new WireSession(channel, options, new System.Net.IPEndPoint(0, 0), false, processId, [])
        );
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, bytesPerRead), script.Length - _position);
        script.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Written.Write(buffer, offset, count);

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
