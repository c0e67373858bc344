using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>ARRAY or LIST of FLOAT into pgvector's dense types; the format stands in <see cref="FloatsDecoder{TFormat}"/>.</summary>
/// <param name="dimensions">As declared; −1 for any.</param>
internal sealed class FloatsEncoder<TFormat>(string columnName, int dimensions) : ColumnEncoder(columnName)
    where TFormat : struct, IFloatFormat
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var nulls = new NullReader(source, count);
        var isList = dimensions < 0;
        var entries = isList ? source.ListEntries(count) : default;
        var child = isList ? source.ListChild : source.ArrayChild;
        var childCount = isList ? source.ListSize : checked(count * dimensions);
        var values = child.Data<float>(childCount);
        var childNulls = new NullReader(child, childCount);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            var (offset, length) = isList
                ? ((int)entries[i].Offset, (int)entries[i].Length)
                : (i * dimensions, dimensions);
            if (length > ushort.MaxValue)
                ThrowNotRepresentable(i);
            var field = target.Add(FloatsDecoder<TFormat>.HeaderBytes + length * TFormat.Length);
            BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)length);
            BinaryPrimitives.WriteUInt16BigEndian(field[sizeof(ushort)..], 0);
            for (var element = 0; element < length; element++)
            {
                var place = field[(FloatsDecoder<TFormat>.HeaderBytes + element * TFormat.Length)..];
                if (childNulls.IsNull(offset + element) || !TFormat.TryWrite(values[offset + element], place))
                    ThrowNotRepresentable(i);
            }
        }
    }

    private void ThrowNotRepresentable(int row) => EncodeErrors.NotRepresentable(ColumnName, row, TFormat.TypeName);
}
