using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// pgvector's dense types into ARRAY where the type declares its dimensions, else into LIST. vector_send and halfvec_send
/// (src/vector.c, src/halfvec.c of pgvector): int16 dimensions, int16 unused, then the elements.
/// </summary>
/// <param name="dimensions">As declared; −1 for any.</param>
internal sealed class FloatsDecoder<TFormat>(string columnName, int dimensions) : ColumnDecoder(columnName)
    where TFormat : struct, IFloatFormat
{
    internal const int HeaderBytes = 4;

    public override void Decode(in Fields fields, Vector target)
    {
        if (dimensions < 0)
            DecodeLists(fields, target);
        else
            DecodeArrays(fields, target);
    }

    private void DecodeArrays(in Fields fields, Vector target)
    {
        var count = checked(fields.Count * dimensions);
        var child = target.ArrayChild;
        var values = child.Data<float>(count);
        var nulls = new NullWriter(target, fields.Count);
        var childNulls = new NullWriter(child, count);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] >= 0)
            {
                if (Dimensions(fields, i) != dimensions)
                    ThrowDimensions(fields, i);
                Read(fields[i], values.Slice(i * dimensions, dimensions));
                continue;
            }
            nulls.Set(i);
            for (var element = 0; element < dimensions; element++)
                childNulls.Set(i * dimensions + element);
        }
    }

    private void DecodeLists(in Fields fields, Vector target)
    {
        var nulls = new NullWriter(target, fields.Count);
        var entries = target.ListEntries(fields.Count);
        var total = 0;
        for (var i = 0; i < fields.Count; i++)
        {
            var length = 0;
            if (fields.Lengths[i] < 0)
                nulls.Set(i);
            else
                length = Dimensions(fields, i);
            entries[i] = new ListEntry((ulong)total, (ulong)length);
            total = checked(total + length);
        }
        target.ListReserve(total);
        target.ListSize = total;
        var values = target.ListChild.Data<float>(total);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] >= 0)
                Read(fields[i], values.Slice((int)entries[i].Offset, (int)entries[i].Length));
        }
    }

    private int Dimensions(in Fields fields, int index)
    {
        var field = fields[index];
        if (field.Length < HeaderBytes)
            ThrowMalformed(fields, index);
        var count = BinaryPrimitives.ReadUInt16BigEndian(field);
        if (field.Length != HeaderBytes + count * TFormat.Length)
            ThrowMalformed(fields, index);
        return count;
    }

    private static void Read(ReadOnlySpan<byte> field, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = TFormat.Read(field[(HeaderBytes + i * TFormat.Length)..]);
    }

    private void ThrowMalformed(in Fields fields, int index) =>
        DecodeErrors.Malformed(ColumnName, fields, index, $"a field that is no {TFormat.TypeName} in binary format");

    private void ThrowDimensions(in Fields fields, int index) =>
        DecodeErrors.NotRepresentable(
            ColumnName,
            fields,
            index,
            $"a {TFormat.TypeName} of other than the {dimensions} dimensions that the catalog said",
            "The column was changed meanwhile: run again."
        );
}
