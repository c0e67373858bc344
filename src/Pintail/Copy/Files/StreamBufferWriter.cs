using System.Buffers;

namespace Pintail.Copy.Files;

/// <summary>Collects what is written and hands it on in large pieces. The stream stays the caller's.</summary>
internal sealed class StreamBufferWriter(Stream stream) : IBufferWriter<byte>
{
#if DEBUG
    private const int Bytes = 512;
#else
    /// <summary>Few calls of the file system, and still in a core's second-level cache.</summary>
    private const int Bytes = 1 << 20;
#endif

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(Bytes);
    private int _used;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_used);
    }

    public void Flush()
    {
        stream.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    private void MakeRoom(int sizeHint)
    {
        if (_buffer.Length - _used >= Math.Max(sizeHint, 1))
            return;
        Flush();
        if (_buffer.Length < sizeHint)
            _buffer = GC.AllocateUninitializedArray<byte>(sizeHint);
    }
}
