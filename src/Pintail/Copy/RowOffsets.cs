using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pintail.Types;

namespace Pintail.Copy;

/// <summary>
/// Where the fields of up to 2,048 rows lie in the buffer, column by column: each row is walked once, and from then on
/// only columns exist. A row of COPY BINARY (copyto.c, CopyOneRowTo) is an int16 number of fields, then per field an int32
/// length (−1 for NULL) and its bytes. Every field is checked to lie within its row; nothing behind this has to.
/// </summary>
internal sealed class RowOffsets
{
    public const int MaxRows = 2_048;

    /// <summary>
    /// A cache line more than the rows: with a power of two, the slots of one row in all columns would fall into the same
    /// few sets of the first-level cache and push each other out.
    /// </summary>
    private const int Stride = MaxRows + 16;

    private const int FieldCountBytes = sizeof(short);
    private const int LengthBytes = sizeof(int);

    private readonly int _columnCount;
    private readonly int[] _offsets;
    private readonly int[] _lengths;

    public RowOffsets(int columnCount)
    {
        _columnCount = columnCount;
        _offsets = new int[columnCount * Stride];
        _lengths = new int[columnCount * Stride];
    }

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <param name="buffer">The same array for all rows between two calls of <see cref="Clear"/>.</param>
    /// <param name="rowsBefore">Rows of the stream before the first of this chunk, for messages.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(byte[] buffer, int offset, int length, long rowsBefore)
    {
        var row = buffer.AsSpan(offset, length);
        if (length < FieldCountBytes || BinaryPrimitives.ReadInt16BigEndian(row) != _columnCount)
            ThrowFieldCount(row, rowsBefore);
        var offsets = _offsets;
        var lengths = _lengths;
        var position = FieldCountBytes;
        var end = Count + _columnCount * Stride;
        for (var slot = Count; slot < end; slot += Stride)
        {
            if (row.Length - position < LengthBytes)
                ThrowTorn(rowsBefore);
            var fieldLength = BinaryPrimitives.ReadInt32BigEndian(row[position..]);
            position += LengthBytes;
            offsets[slot] = offset + position;
            lengths[slot] = fieldLength;
            if (fieldLength > 0)
                position += fieldLength;
            if (fieldLength < -1 || (uint)position > (uint)row.Length)
                ThrowTorn(rowsBefore);
        }
        if (position != row.Length)
            ThrowTorn(rowsBefore);
        Count++;
    }

    public Fields Column(int index, byte[] buffer, long rowsBefore) =>
        new(buffer, _offsets.AsSpan(index * Stride, Count), _lengths.AsSpan(index * Stride, Count), rowsBefore);

    private void ThrowFieldCount(ReadOnlySpan<byte> row, long rowsBefore)
    {
        var found = row.Length < FieldCountBytes ? "none" : $"{BinaryPrimitives.ReadInt16BigEndian(row)}";
        throw Protocol(rowsBefore, $"{_columnCount} fields were asked for, {found} came");
    }

    private void ThrowTorn(long rowsBefore) => throw Protocol(rowsBefore, "the fields do not fill the row");

    private PintailException Protocol(long rowsBefore, string what) =>
        new(
            ErrorKind.SourceProtocol,
            $"Row {rowsBefore + Count + 1} of the stream: {what}.",
            "The server, or something between, sent bytes that are not COPY BINARY; run again, and report it if it stays."
        );
}
