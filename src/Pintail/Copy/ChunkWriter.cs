using System.Buffers;
using System.Buffers.Binary;
using Pintail.DuckDB;
using Pintail.Types;
using Pintail.Wire;

namespace Pintail.Copy;

/// <summary>
/// The way back of <see cref="ChunkReader"/>: DuckDB chunks in, the bytes of a COPY … FROM STDIN (FORMAT binary) out.
/// Each column's encoder turns its vector into fields; the rows are then put together from one field per column.
/// Belongs to one thread.
/// </summary>
internal sealed class ChunkWriter
{
    private readonly ColumnEncoder[] _encoders;
    private readonly FieldBuffer[] _columns;

    /// <param name="encoders">One per column of a chunk, in order; at least one.</param>
    public ChunkWriter(IReadOnlyList<ColumnEncoder> encoders)
    {
        ArgumentOutOfRangeException.ThrowIfZero(encoders.Count);
        _encoders = [.. encoders];
        _columns = [.. encoders.Select(_ => new FieldBuffer())];
    }

    /// <summary>What stands before the first row: signature, no flags, no extension.</summary>
    public static void Begin(IBufferWriter<byte> output)
    {
        var header = output.GetSpan(CopyFormat.HeaderBytes)[..CopyFormat.HeaderBytes];
        header.Clear();
        CopyFormat.Signature.CopyTo(header);
        output.Advance(header.Length);
    }

    /// <summary>What stands after the last row.</summary>
    public static void End(IBufferWriter<byte> output) => WriteInt16(output, CopyFormat.Trailer);

    /// <exception cref="PintailException">ValueNotRepresentable: Postgres' type cannot hold a value.</exception>
    public void Write(DataChunk chunk, IBufferWriter<byte> output)
    {
        for (var i = 0; i < _encoders.Length; i++)
        {
            _columns[i].Clear();
            _encoders[i].Encode(chunk[i], chunk.RowCount, _columns[i]);
        }
        for (var row = 0; row < chunk.RowCount; row++)
        {
            WriteInt16(output, (short)_columns.Length);
            foreach (var column in _columns)
                Write(column.AsFields(), row, output);
        }
    }

    private static void Write(in Fields fields, int row, IBufferWriter<byte> output)
    {
        var length = fields.Lengths[row];
        var bytes = Math.Max(length, 0);
        var target = output.GetSpan(sizeof(int) + bytes);
        BinaryPrimitives.WriteInt32BigEndian(target, length);
        if (bytes > 0)
            fields[row].CopyTo(target[sizeof(int)..]);
        output.Advance(sizeof(int) + bytes);
    }

    private static void WriteInt16(IBufferWriter<byte> output, short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(output.GetSpan(sizeof(short)), value);
        output.Advance(sizeof(short));
    }
}
