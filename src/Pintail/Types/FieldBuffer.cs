using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// Fields of one column as COPY BINARY carries them, one after the other in one buffer that grows: what encoders write
/// from DuckDB's vectors, and canonical forms from fields. A field is added at once, or built in pieces between
/// <see cref="Begin"/> and <see cref="End"/>. Used again for every chunk, it stops allocating after the first few; it does
/// not shrink. One thread at a time. Spans and <see cref="Fields"/> taken from it are void after the next change.
/// </summary>
internal sealed class FieldBuffer
{
#if DEBUG
    private const int FirstBytes = 16;
    private const int FirstFields = 4;
#else
    private const int FirstBytes = 64 * 1024;
    private const int FirstFields = 2_048;
#endif
    private const int NoFieldBegun = -1;

    private byte[] _bytes = new byte[FirstBytes];
    private int[] _offsets = new int[FirstFields];
    private int[] _lengths = new int[FirstFields];
    private int _used;
    private int _begun = NoFieldBegun;

    /// <summary>Fields that are complete, NULLs among them.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        _used = 0;
        Count = 0;
        _begun = NoFieldBegun;
    }

    public void AddNull()
    {
        ThrowIfBegun();
        Record(_used, -1);
    }

    /// <summary>A field to fill: its bytes hold anything.</summary>
    public Span<byte> Add(int length)
    {
        ThrowIfBegun();
        var start = _used;
        var field = Take(length);
        Record(start, length);
        return field;
    }

    /// <summary>Several fields of one length to fill, one after the other.</summary>
    public Span<byte> AddMany(int count, int length)
    {
        ThrowIfBegun();
        var start = _used;
        var fields = Take(checked(count * length));
        while (_lengths.Length < Count + count)
            GrowFields();
        var offsets = _offsets.AsSpan(Count, count);
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = start + i * length;
        _lengths.AsSpan(Count, count).Fill(length);
        Count += count;
        return fields;
    }

    /// <summary>The VARCHAR, BLOB or BIT values of a vector's rows as they are, NULL for NULL.</summary>
    public void AddBytes(Vector source, int count)
    {
        ThrowIfBegun();
        while (_lengths.Length < Count + count)
            GrowFields();
        var bytes = source.TotalBytes(count) + Vector.CopySlack;
        if (bytes > _bytes.Length - _used)
            GrowBytes((int)Math.Min(bytes, int.MaxValue));
        var lengths = _lengths.AsSpan(Count, count);
        source.CopyBytes(_bytes.AsSpan(_used), lengths);
        var offsets = _offsets.AsSpan(Count, count);
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = _used;
            _used += Math.Max(lengths[i], 0);
        }
        Count += count;
    }

    public void Add(ReadOnlySpan<byte> field) => field.CopyTo(Add(field.Length));

    public void Begin()
    {
        ThrowIfBegun();
        _begun = _used;
    }

    public void Append(ReadOnlySpan<byte> piece) => piece.CopyTo(Append(piece.Length));

    /// <summary>A piece to fill: its bytes hold anything.</summary>
    public Span<byte> Append(int length)
    {
        if (_begun < 0)
            ThrowNotBegun();
        return Take(length);
    }

    /// <summary>A field as a part of the one that was begun: an int32 length (−1 is NULL) and its bytes.</summary>
    public void AppendPart(in Fields fields, int index)
    {
        var length = fields.Lengths[index];
        BinaryPrimitives.WriteInt32BigEndian(Append(sizeof(int)), length);
        if (length > 0)
            Append(fields[index]);
    }

    public void End()
    {
        if (_begun < 0)
            ThrowNotBegun();
        Record(_begun, _used - _begun);
        _begun = NoFieldBegun;
    }

    /// <param name="rowsBefore">As in <see cref="Fields"/>.</param>
    public Fields AsFields(long rowsBefore = 0)
    {
        ThrowIfBegun();
        return new Fields(_bytes.AsSpan(0, _used), _offsets.AsSpan(0, Count), _lengths.AsSpan(0, Count), rowsBefore);
    }

    private Span<byte> Take(int length)
    {
        if ((uint)length > (uint)(_bytes.Length - _used))
            GrowBytes(length);
        var taken = _bytes.AsSpan(_used, length);
        _used += length;
        return taken;
    }

    private void Record(int offset, int length)
    {
        var index = Count;
        if (index >= _lengths.Length)
            GrowFields();
        _offsets[index] = offset;
        _lengths[index] = length;
        Count = index + 1;
    }

    private void GrowBytes(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var needed = (long)_used + length;
        if (needed > Array.MaxLength)
        {
            throw new PintailException(
                ErrorKind.ValueNotRepresentable,
                $"The values of one column in one chunk of rows take more than {Array.MaxLength:N0} bytes together, "
                    + "which is the most that can be held at once.",
                "Leave out the column that holds them, or store such values as several rows."
            );
        }

        var grown = GC.AllocateUninitializedArray<byte>(
            (int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Array.MaxLength)
        );
        _bytes.AsSpan(0, _used).CopyTo(grown);
        _bytes = grown;
    }

    private void GrowFields()
    {
        Array.Resize(ref _offsets, 2 * _offsets.Length);
        Array.Resize(ref _lengths, 2 * _lengths.Length);
    }

    private void ThrowIfBegun()
    {
        if (_begun >= 0)
            throw new InvalidOperationException("A field was begun and not ended.");
    }

    private static void ThrowNotBegun() => throw new InvalidOperationException("No field was begun.");
}
