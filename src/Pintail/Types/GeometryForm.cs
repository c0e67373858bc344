using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>Geometric values with one NaN: the text has a single one, while the bytes carry its sign and payload.</summary>
/// <param name="headerBytes">What stands before the numbers.</param>
internal sealed class GeometryForm(int headerBytes) : CanonicalForm
{
    public override void Write(in Fields fields, FieldBuffer target)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                target.AddNull();
                continue;
            }
            var form = target.Add(fields.Lengths[i]);
            fields[i].CopyTo(form);
            for (var position = headerBytes; position + sizeof(double) <= form.Length; position += sizeof(double))
            {
                var number = form.Slice(position, sizeof(double));
                if (double.IsNaN(BinaryPrimitives.ReadDoubleBigEndian(number)))
                    BinaryPrimitives.WriteUInt64BigEndian(number, 0x7FF8_0000_0000_0000);
            }
        }
    }
}
