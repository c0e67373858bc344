using System.Buffers.Binary;
using Pintail.Wire;

namespace Pintail.Tests.Copy;

/// <summary>
/// Rows made by hand behind the seam of the bulk reader: batches of a given number of rows, and a buffer that is another
/// array in each batch and overwritten after it, as the contract permits.
/// </summary>
internal sealed class MemoryCopyRows(IReadOnlyList<byte[]> rows, int rowsPerBatch = int.MaxValue) : ICopyRows
{
    private int _next;
    private int _inBatch;
    private int _position;

    public byte[] Buffer { get; private set; } = [];
    public bool IsCompleted => _next == rows.Count;
    public long BytesReceived { get; private set; }

    public void BeginBatch()
    {
        Buffer.AsSpan().Fill(0xEE);
        (_inBatch, _position) = (0, 0);
    }

    public bool TryNextRow(out int offset, out int length)
    {
        (offset, length) = (_position, 0);
        if (_inBatch == rowsPerBatch || _next == rows.Count)
            return false;
        if (_inBatch == 0)
            Buffer = new byte[rows.Skip(_next).Take(rowsPerBatch).Sum(row => row.Length)];
        var row = rows[_next++];
        row.CopyTo(Buffer, _position);
        (length, _position) = (row.Length, _position + row.Length);
        _inBatch++;
        BytesReceived += length;
        return true;
    }

    public void Dispose() { }

    /// <summary>A row as COPY BINARY has it; null is NULL.</summary>
    public static byte[] Row(params byte[]?[] fields)
    {
        var bytes = new List<byte>();
        AddInt16(bytes, fields.Length);
        foreach (var field in fields)
        {
            AddInt32(bytes, field?.Length ?? -1);
            bytes.AddRange(field ?? []);
        }
        return [.. bytes];
    }

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static void AddInt32(List<byte> bytes, int value) => bytes.AddRange(Int32(value));

    private static void AddInt16(List<byte> bytes, int value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);
}
