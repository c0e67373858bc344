using System.Buffers;
using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>
/// Geometries as their SRID and ISO's bytes, so that the byte order of the server does not matter; what is none is
/// passed on as it is.
/// </summary>
internal sealed class PostGisForm : CanonicalForm
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
            var field = fields[i];
            var iso = ArrayPool<byte>.Shared.Rent(field.Length);
            if (WellKnownBinary.ToIso(field, iso, out var length, out var srid) == WellKnownBinaryProblem.None)
            {
                target.Begin();
                BinaryPrimitives.WriteInt32BigEndian(target.Append(sizeof(int)), srid);
                target.Append(iso.AsSpan(0, length));
                target.End();
            }
            else
            {
                target.Add(field);
            }
            ArrayPool<byte>.Shared.Return(iso);
        }
    }
}
