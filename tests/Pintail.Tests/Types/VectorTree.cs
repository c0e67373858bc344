using System.Runtime.InteropServices;
using Pintail.DuckDB;

namespace Pintail.Tests.Types;

/// <summary>A change of a vector's rows, in place.</summary>
internal delegate void VectorChange(Vector vector, LogicalType type, int count);

/// <summary>Vectors of any type as trees of vectors, and their values as bytes.</summary>
internal static class VectorTree
{
    /// <summary>Visits a vector after all that it is made of.</summary>
    public static void Visit(Vector vector, LogicalType type, int count, VectorChange visit)
    {
        switch (type.Id)
        {
            case DuckDBType.List:
                using (var child = type.ListChild())
                    Visit(vector.ListChild, child, vector.ListSize, visit);
                break;
            case DuckDBType.Map:
                using (var value = type.MapValue())
                    Visit(vector.ListChild.StructChild(1), value, vector.ListSize, visit);
                break;
            case DuckDBType.Array:
                using (var child = type.ArrayChild())
                    Visit(vector.ArrayChild, child, count * type.ArraySize, visit);
                break;
            case DuckDBType.Struct:
                for (var i = 0; i < type.StructCount; i++)
                {
                    using var child = type.StructChild(i);
                    Visit(vector.StructChild(i), child, count, visit);
                }
                break;
        }
        visit(vector, type, count);
    }

    /// <summary>What the values are stored as: an ENUM's index, a DECIMAL's integer.</summary>
    public static DuckDBType Storage(LogicalType type) =>
        type.Id switch
        {
            DuckDBType.Decimal => type.DecimalStorage,
            DuckDBType.Enum => type.EnumStorage,
            var id => id,
        };

    /// <summary>Bytes of a value; 0 when its values do not have one length.</summary>
    public static int Width(LogicalType type) =>
        Storage(type) switch
        {
            DuckDBType.Boolean or DuckDBType.TinyInt or DuckDBType.UTinyInt => 1,
            DuckDBType.SmallInt or DuckDBType.USmallInt => 2,
            DuckDBType.Integer or DuckDBType.UInteger or DuckDBType.Float or DuckDBType.Date => 4,
            DuckDBType.HugeInt or DuckDBType.Uuid or DuckDBType.Interval => 16,
            DuckDBType.BigInt or DuckDBType.UBigInt or DuckDBType.Double => 8,
            DuckDBType.Time or DuckDBType.TimeTz or DuckDBType.Timestamp or DuckDBType.TimestampTz => 8,
            _ => 0,
        };

    public static bool IsText(LogicalType type) =>
        type.Id is DuckDBType.Varchar or DuckDBType.Blob or DuckDBType.Bit or DuckDBType.Geometry;

    /// <summary>All values, little-endian, one after the other.</summary>
    public static Span<byte> Bytes(Vector vector, int width, int count) =>
        width switch
        {
            1 => vector.Data<byte>(count),
            2 => MemoryMarshal.AsBytes(vector.Data<short>(count)),
            4 => MemoryMarshal.AsBytes(vector.Data<int>(count)),
            8 => MemoryMarshal.AsBytes(vector.Data<long>(count)),
            _ => MemoryMarshal.AsBytes(vector.Data<HugeInt>(count)),
        };

    public static void SetValid(Vector vector, int row, bool valid)
    {
        if (valid)
            vector.WritableValidity(row + 1)[row >> 6] |= 1UL << row;
        else
            vector.SetNull(row);
    }

    public static void Swap(Vector vector, LogicalType type, int a, int b)
    {
        var (validA, validB) = (vector.IsValid(a), vector.IsValid(b));
        if (Width(type) is > 0 and var width)
        {
            var bytes = Bytes(vector, width, Math.Max(a, b) + 1);
            var kept = bytes.Slice(a * width, width).ToArray();
            bytes.Slice(b * width, width).CopyTo(bytes[(a * width)..]);
            kept.CopyTo(bytes[(b * width)..]);
        }
        else if (IsText(type))
        {
            var (textA, textB) = (validA ? vector.Bytes(a).ToArray() : [], validB ? vector.Bytes(b).ToArray() : []);
            var texts = vector.Strings(Math.Max(a, b) + 1);
            texts.Set(a, textB);
            texts.Set(b, textA);
        }
        else if (type.Id is DuckDBType.List or DuckDBType.Map)
        {
            var entries = vector.ListEntries(Math.Max(a, b) + 1);
            (entries[a], entries[b]) = (entries[b], entries[a]);
        }
        else
        {
            for (var i = 0; type.Id == DuckDBType.Struct && i < type.StructCount; i++)
            {
                using var child = type.StructChild(i);
                Swap(vector.StructChild(i), child, a, b);
            }
        }
        if (validA == validB)
            return;
        SetValid(vector, a, validB);
        SetValid(vector, b, validA);
    }
}
