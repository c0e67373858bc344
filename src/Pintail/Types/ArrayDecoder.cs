using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// Arrays into nested LISTs of the declared number of dimensions. array_send (arrayfuncs.c): int32 dimensions, int32
/// flag, int32 element OID, per dimension int32 size and int32 lower bound, then the elements row-major, each int32
/// length and bytes. An empty array has no dimensions and is an empty list at any depth; lower bounds are not kept; a
/// value of another dimensionality is an error, because Postgres does not enforce the declared one.
/// First pass: positions of all elements of the chunk. Then the list entries level by level, then one call of the
/// element's decoder for all elements, so an array costs per element what its element's type costs.
/// </summary>
internal sealed class ArrayDecoder : ColumnDecoder
{
    /// <summary>MAXDIM in array.h.</summary>
    public const int MaxDimensions = 6;

    internal const int HeaderBytes = 12;
    internal const int DimensionBytes = 8;

    private readonly uint _elementOid;
    private readonly int _dimensions;
    private readonly ColumnDecoder _element;
    private readonly bool _hasFixedDimensions;
    private readonly ReadableOids? _readable;

    // Scratch that grows to the largest chunk seen and is kept. _sizes holds _dimensions sizes per row.
    private int[] _sizes = [];
    private int[] _offsets = [];
    private int[] _lengths = [];
    private int _elementCount;

    public ArrayDecoder(
        string columnName,
        uint elementOid,
        int dimensions,
        ColumnDecoder element,
        bool hasFixedDimensions = false,
        ReadableOids? readable = null
    )
        : base(columnName)
    {
        _elementOid = elementOid;
        _dimensions = dimensions;
        _element = element;
        _hasFixedDimensions = hasFixedDimensions;
        _readable = readable;
    }

    public override void Decode(in Fields fields, Vector target)
    {
        CollectElements(fields, target);
        var level = target;
        for (var depth = 0; depth < _dimensions; depth++)
        {
            var childCount = WriteEntries(level, depth, fields.Count);
            level.ListReserve(childCount);
            level.ListSize = childCount;
            level = level.ListChild;
        }
        var elements = new Fields(
            fields.Buffer,
            _offsets.AsSpan(0, _elementCount),
            _lengths.AsSpan(0, _elementCount),
            rowsBefore: -1
        );
        _element.Decode(elements, level);
    }

    private void CollectElements(in Fields fields, Vector target)
    {
        var sizeCount = checked(fields.Count * _dimensions);
        if (_sizes.Length < sizeCount)
            _sizes = new int[sizeCount];
        var nulls = new NullWriter(target, fields.Count);
        _elementCount = 0;
        for (var i = 0; i < fields.Count; i++)
        {
            var sizes = _sizes.AsSpan(i * _dimensions, _dimensions);
            sizes.Clear();
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                continue;
            }
            if (TryReadHeader(fields, i, sizes, out var count))
                ReadElements(fields, i, count);
        }
    }

    /// <summary>False for an array without dimensions, which is how Postgres keeps every empty one.</summary>
    private bool TryReadHeader(in Fields fields, int index, Span<int> sizes, out int elementCount)
    {
        elementCount = 0;
        var field = fields[index];
        if (field.Length < HeaderBytes)
            ThrowMalformed(fields, index);
        var dimensions = BinaryPrimitives.ReadInt32BigEndian(field);
        var oid = BinaryPrimitives.ReadUInt32BigEndian(field[8..]);
        if (oid != _elementOid && _readable?.Contains(oid) != true)
            ThrowElementType(fields, index);
        if (dimensions is < 0 or > MaxDimensions || field.Length < HeaderBytes + dimensions * DimensionBytes)
            ThrowMalformed(fields, index);
        if (dimensions == 0)
        {
            if (field.Length != HeaderBytes)
                ThrowMalformed(fields, index);
            return false;
        }
        if (dimensions != _dimensions)
            ThrowDimensions(fields, index, dimensions);

        var count = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(field[(HeaderBytes + i * DimensionBytes)..]);
            count *= sizes[i];
            // Every element takes at least its length's four bytes; this also keeps the product from overflowing.
            if (sizes[i] < 0 || count > field.Length / sizeof(int))
                ThrowMalformed(fields, index);
        }
        elementCount = (int)count;
        return true;
    }

    private void ReadElements(in Fields fields, int index, int count)
    {
        Reserve(count);
        var buffer = fields.Buffer;
        var position = fields.Offsets[index] + HeaderBytes + _dimensions * DimensionBytes;
        var end = fields.Offsets[index] + fields.Lengths[index];
        for (var i = 0; i < count; i++)
        {
            if (end - position < sizeof(int))
                ThrowMalformed(fields, index);
            var length = BinaryPrimitives.ReadInt32BigEndian(buffer[position..]);
            position += sizeof(int);
            if (length < -1 || length > end - position)
                ThrowMalformed(fields, index);
            _offsets[_elementCount] = position;
            _lengths[_elementCount] = length;
            _elementCount++;
            position += Math.Max(length, 0);
        }
        if (position != end)
            ThrowMalformed(fields, index);
    }

    /// <summary>Writes one nesting level's entries for all rows; returns the number of entries one level deeper.</summary>
    private int WriteEntries(Vector level, int depth, int rowCount)
    {
        var entryCount = depth == 0 ? rowCount : CountEntries(depth, rowCount);
        var entries = level.ListEntries(entryCount);
        var next = 0;
        var written = 0;
        for (var row = 0; row < rowCount; row++)
        {
            var sizes = _sizes.AsSpan(row * _dimensions, _dimensions);
            var size = sizes[depth];
            for (var i = EntriesOf(sizes, depth); i > 0; i--)
            {
                entries[written++] = new ListEntry((ulong)next, (ulong)size);
                next += size;
            }
        }
        return next;
    }

    private int CountEntries(int depth, int rowCount)
    {
        var count = 0;
        for (var row = 0; row < rowCount; row++)
            count += EntriesOf(_sizes.AsSpan(row * _dimensions, _dimensions), depth);
        return count;
    }

    /// <summary>Lists of one row at a depth: the product of the sizes above it.</summary>
    private static int EntriesOf(ReadOnlySpan<int> sizes, int depth)
    {
        var product = 1;
        foreach (var size in sizes[..depth])
            product *= size;
        return product;
    }

    private void Reserve(int count)
    {
        var needed = checked(_elementCount + count);
        if (needed <= _offsets.Length)
            return;
        var capacity = (int)Math.Min(Math.Max((long)needed, _offsets.Length * 2L), Array.MaxLength);
        Array.Resize(ref _offsets, capacity);
        Array.Resize(ref _lengths, capacity);
    }

    private void ThrowMalformed(in Fields fields, int index) =>
        DecodeErrors.Malformed(ColumnName, fields, index, "a field that is no array in binary format");

    private void ThrowElementType(in Fields fields, int index) =>
        DecodeErrors.Malformed(ColumnName, fields, index, "an array of another element type than is declared");

    private void ThrowDimensions(in Fields fields, int index, int dimensions)
    {
        const string Unenforced = "Postgres does not enforce declared dimensions: correct the value, or ";
        const string AsText = $"have the whole column as text (--column-type \"{DecodeErrors.ColumnName}=VARCHAR\")";
        // Postgres lets nobody alter a composite's attribute while a column is of that type.
        DecodeErrors.NotRepresentable(
            ColumnName,
            fields,
            index,
            $"an array of {dimensions} dimensions, where the {(_hasFixedDimensions ? "type" : "column")} declares {_dimensions}",
            _hasFixedDimensions
                ? $"{Unenforced}{AsText}."
                : $"{Unenforced}declare the dimensions that the column holds (ALTER TABLE … ALTER COLUMN … TYPE integer[][] "
                    + $"for two), or {AsText}, or leave the table out of the selection."
        );
    }
}
