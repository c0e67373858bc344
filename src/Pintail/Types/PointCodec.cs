using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>point_send (geo_ops.c): x and y as float8, moved as bits.</summary>
internal sealed class PointDecoder(string columnName) : ColumnDecoder(columnName)
{
    public override void Decode(in Fields fields, Vector target)
    {
        var (xs, ys) = (target.StructChild(0), target.StructChild(1));
        var x = xs.Data<ulong>(fields.Count);
        var y = ys.Data<ulong>(fields.Count);
        var nulls = new NullWriter(target, fields.Count);
        var xNulls = new NullWriter(xs, fields.Count);
        var yNulls = new NullWriter(ys, fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Lengths[i] < 0)
            {
                nulls.Set(i);
                xNulls.Set(i);
                yNulls.Set(i);
                continue;
            }
            if (fields.Lengths[i] != GeometryText.PointBytes)
                DecodeErrors.WrongLength(ColumnName, fields, i, "point", GeometryText.PointBytes);
            x[i] = BinaryPrimitives.ReadUInt64BigEndian(fields[i]);
            y[i] = BinaryPrimitives.ReadUInt64BigEndian(fields[i][sizeof(double)..]);
        }
    }
}

internal sealed class PointEncoder(string columnName) : ColumnEncoder(columnName)
{
    public override void Encode(Vector source, int count, FieldBuffer target)
    {
        var (xs, ys) = (source.StructChild(0), source.StructChild(1));
        var x = xs.Data<ulong>(count);
        var y = ys.Data<ulong>(count);
        var nulls = new NullReader(source, count);
        var xNulls = new NullReader(xs, count);
        var yNulls = new NullReader(ys, count);
        for (var i = 0; i < count; i++)
        {
            if (nulls.IsNull(i))
            {
                target.AddNull();
                continue;
            }
            if (xNulls.IsNull(i) || yNulls.IsNull(i))
                EncodeErrors.NotRepresentable(ColumnName, i, "point, which has both coordinates,");
            var field = target.Add(GeometryText.PointBytes);
            BinaryPrimitives.WriteUInt64BigEndian(field, x[i]);
            BinaryPrimitives.WriteUInt64BigEndian(field[sizeof(double)..], y[i]);
        }
    }
}
