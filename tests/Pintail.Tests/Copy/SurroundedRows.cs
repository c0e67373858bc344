using Pintail.Wire;

namespace Pintail.Tests.Copy;

/// <summary>
/// The same row twice in one batch: once among bytes of one kind, once among bytes of another and up to the very end of
/// the array. Whoever reads beside the row gets two different values, or leaves the array.
/// </summary>
internal sealed class SurroundedRows : ICopyRows
{
    private const int Margin = 64;

    private int _length;
    private int _next;

    public byte[] Buffer { get; private set; } = [];
    public bool IsCompleted => _next == 2;
    public long BytesReceived => 0;

    public void Set(ReadOnlySpan<byte> row)
    {
        (_length, _next) = (row.Length, 0);
        Buffer = GC.AllocateUninitializedArray<byte>(2 * (Margin + _length));
        Buffer.AsSpan(0, Margin + _length + Margin / 2).Fill(0xFF);
        Buffer.AsSpan(Margin + _length + Margin / 2, Margin / 2).Fill(0x01);
        row.CopyTo(Buffer.AsSpan(Margin));
        row.CopyTo(Buffer.AsSpan(2 * Margin + _length));
    }

    public void BeginBatch() { }

    public bool TryNextRow(out int offset, out int length)
    {
        (offset, length) = (Margin + _next * (Margin + _length), _length);
        return _next < 2 && ++_next > 0;
    }

    public void Dispose() { }
}
