using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>
/// Arrays without their lower bounds, and without the flag for NULLs, which the server may keep set when the last NULL
/// is gone; an empty one (an int2vector has a dimension then, of size 0) always without dimensions; the elements in their
/// own form. Formats stand in <see cref="ArrayDecoder"/>. The decoder has checked the same
/// bytes before, or is about to: what is no array is passed on as it is.
/// </summary>
internal sealed class ArrayForm(CanonicalForm? element) : CanonicalForm
{
    private const int FlagOffset = 4;
    private const int ElementTypeOffset = 8;

    private readonly ElementForms _elements = new(element);

    public override void Write(in Fields fields, FieldBuffer target)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
                target.AddNull();
            else
                Write(fields[i], target);
        }
    }

    private void Write(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        var dimensions = field.Length < ArrayDecoder.HeaderBytes ? 0 : BinaryPrimitives.ReadInt32BigEndian(field);
        var headerBytes = ArrayDecoder.HeaderBytes + (long)dimensions * ArrayDecoder.DimensionBytes;
        if (dimensions is < 1 or > ArrayDecoder.MaxDimensions || headerBytes > field.Length)
        {
            target.Add(field);
            return;
        }
        target.Begin();
        if (IsEmpty(field, dimensions))
        {
            target.Append(sizeof(int)).Clear();
            target.Append(sizeof(int)).Clear();
            target.Append(field[ElementTypeOffset..ArrayDecoder.HeaderBytes]);
            target.End();
            return;
        }
        var header = target.Append((int)headerBytes);
        field[..(int)headerBytes].CopyTo(header);
        header.Slice(FlagOffset, sizeof(int)).Clear();
        for (var i = 0; i < dimensions; i++)
            header.Slice(ArrayDecoder.HeaderBytes + i * ArrayDecoder.DimensionBytes + sizeof(int), sizeof(int)).Clear();
        _elements.Write(field[(int)headerBytes..], target);
        target.End();
    }

    private static bool IsEmpty(ReadOnlySpan<byte> field, int dimensions)
    {
        for (var i = 0; i < dimensions; i++)
        {
            if (
                BinaryPrimitives.ReadInt32BigEndian(
                    field[(ArrayDecoder.HeaderBytes + i * ArrayDecoder.DimensionBytes)..]
                ) == 0
            )
                return true;
        }
        return false;
    }
}
