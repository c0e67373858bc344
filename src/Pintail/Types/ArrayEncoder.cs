using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// Nested LISTs into arrays, as array_recv takes them (the format stands in <see cref="ArrayDecoder"/>): lower bounds 1,
/// an empty list at any level only as the array without dimensions. All lists of one level in one value must have the
/// same length, as Postgres' arrays are rectangular.
/// </summary>
internal sealed class ArrayEncoder(
    string columnName,
    uint elementOid,
    int dimensions,
    ColumnEncoder element,
    int lowerBound = 1
) : ColumnEncoder(columnName)
{
    private readonly FieldBuffer _elements = new();
    private readonly int[] _sizes = new int[dimensions];

    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var leaf = source;
        var leafCount = count;
        for (var depth = 0; depth < dimensions; depth++)
            (leaf, leafCount) = (leaf.ListChild, leaf.ListSize);
        _elements.Clear();
        element.Encode(leaf, leafCount, _elements);
        var elements = _elements.AsFields();

        var nulls = new NullReader(source, count);
        var entries = source.ListEntries(count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            _sizes.AsSpan().Fill(-1);
            if (!Measure(source, entries[i], depth: 0))
                EncodeErrors.NotRepresentable(
                    ColumnName,
                    i,
                    "array, which is rectangular and has no NULL inside but elements,"
                );
            target.Begin();
            var isEmpty = _sizes.AsSpan().Contains(0);
            WriteHeader(target, isEmpty, hasNulls: !isEmpty && HasNulls(source, entries[i], elements, 0));
            if (!isEmpty)
                WriteElements(source, entries[i], elements, depth: 0, target);
            target.End();
        }
    }

    // Finds the size of every dimension; false when two lists of one level differ.
    private bool Measure(Vector list, ListEntry entry, int depth)
    {
        if (_sizes[depth] >= 0 && _sizes[depth] != (int)entry.Length)
            return false;
        _sizes[depth] = (int)entry.Length;
        if (depth == dimensions - 1)
            return true;
        if (entry.Length == 0)
            _sizes.AsSpan(depth).Clear();
        var child = list.ListChild;
        var entries = child.ListEntries(list.ListSize);
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            if (!child.IsValid((int)i) || !Measure(child, entries[(int)i], depth + 1))
                return false;
        }
        return true;
    }

    private bool HasNulls(Vector list, ListEntry entry, in Fields elements, int depth)
    {
        if (depth == dimensions - 1)
            return elements.Lengths.Slice((int)entry.Offset, (int)entry.Length).Contains(-1);
        var entries = list.ListChild.ListEntries(list.ListSize);
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            if (HasNulls(list.ListChild, entries[(int)i], elements, depth + 1))
                return true;
        }
        return false;
    }

    private void WriteHeader(FieldBuffer target, bool isEmpty, bool hasNulls)
    {
        var header = target.Append(ArrayDecoder.HeaderBytes);
        BinaryPrimitives.WriteInt32BigEndian(header, isEmpty ? 0 : dimensions);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], hasNulls ? 1 : 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], elementOid);
        if (isEmpty)
            return;
        foreach (var size in _sizes)
        {
            var dimension = target.Append(ArrayDecoder.DimensionBytes);
            BinaryPrimitives.WriteInt32BigEndian(dimension, size);
            BinaryPrimitives.WriteInt32BigEndian(dimension[4..], lowerBound);
        }
    }

    private void WriteElements(Vector list, ListEntry entry, in Fields elements, int depth, FieldBuffer target)
    {
        var entries = depth == dimensions - 1 ? default : list.ListChild.ListEntries(list.ListSize);
        for (var i = (int)entry.Offset; i < (int)(entry.Offset + entry.Length); i++)
        {
            if (depth < dimensions - 1)
            {
                WriteElements(list.ListChild, entries[i], elements, depth + 1, target);
                continue;
            }
            target.AppendPart(elements, i);
        }
    }
}
