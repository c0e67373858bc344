using System.Buffers.Binary;

namespace Pintail.Types;

// The geometric types but point, as geo_ops.c sends and prints them: numbers as double precision, points as (x,y),
// delimiters by path_encode.

/// <summary>line_send: A, B, C of Ax + By + C = 0; printed as {A,B,C}.</summary>
internal readonly struct LineCodec : IVariableCodec
{
    public static string TypeName => "line";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length != 3 * sizeof(double))
            return FieldOutcome.Malformed;
        GeometryText.AppendNumbers(field, "{"u8, "}"u8, target);
        return FieldOutcome.Read;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target) =>
        GeometryText.TryEnclosed(ref value, "{"u8, "}"u8) && GeometryText.TryNumbers(value, 3, target);
}

/// <summary>lseg_send: two points; printed as [(x,y),(x,y)].</summary>
internal readonly struct LineSegmentCodec : IVariableCodec
{
    public static string TypeName => "lseg";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target) =>
        field.Length == 2 * GeometryText.PointBytes && GeometryText.TryPoints(field, "["u8, "]"u8, target)
            ? FieldOutcome.Read
            : FieldOutcome.Malformed;

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target) =>
        GeometryText.TryEnclosed(ref value, "["u8, "]"u8)
        && GeometryText.TryParsePoints(value, target, out var count)
        && count == 2;
}

/// <summary>box_send: upper right and lower left corner; printed as (x,y),(x,y).</summary>
internal readonly struct BoxCodec : IVariableCodec
{
    public static string TypeName => "box";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target) =>
        field.Length == 2 * GeometryText.PointBytes && GeometryText.TryPoints(field, default, default, target)
            ? FieldOutcome.Read
            : FieldOutcome.Malformed;

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target) =>
        GeometryText.TryParsePoints(value, target, out var count) && count == 2;
}

/// <summary>path_send: a byte that is 1 for a closed path, int32 number of points, the points; ((x,y),…) or [(x,y),…].</summary>
internal readonly struct PathCodec : IVariableCodec
{
    internal const int HeaderBytes = 1 + sizeof(int);

    public static string TypeName => "path";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length < HeaderBytes || field[0] > 1)
            return FieldOutcome.Malformed;
        var count = BinaryPrimitives.ReadInt32BigEndian(field[1..]);
        var points = field[HeaderBytes..];
        var isRead =
            points.Length == (long)count * GeometryText.PointBytes
            && (
                field[0] == 1
                    ? GeometryText.TryPoints(points, "("u8, ")"u8, target)
                    : GeometryText.TryPoints(points, "["u8, "]"u8, target)
            );
        return isRead ? FieldOutcome.Read : FieldOutcome.Malformed;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        var isOpen = GeometryText.TryEnclosed(ref value, "["u8, "]"u8);
        if (!isOpen && !GeometryText.TryEnclosed(ref value, "("u8, ")"u8))
            return false;
        target.Append(1)[0] = isOpen ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt32BigEndian(target.Append(sizeof(int)), GeometryText.CountPoints(value));
        return GeometryText.TryParsePoints(value, target, out _);
    }
}

/// <summary>poly_send: int32 number of points, the points; printed as ((x,y),…).</summary>
internal readonly struct PolygonCodec : IVariableCodec
{
    internal const int HeaderBytes = sizeof(int);

    public static string TypeName => "polygon";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length < HeaderBytes)
            return FieldOutcome.Malformed;
        var count = BinaryPrimitives.ReadInt32BigEndian(field);
        var points = field[HeaderBytes..];
        return
            points.Length == (long)count * GeometryText.PointBytes
            && GeometryText.TryPoints(points, "("u8, ")"u8, target)
            ? FieldOutcome.Read
            : FieldOutcome.Malformed;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        if (!GeometryText.TryEnclosed(ref value, "("u8, ")"u8))
            return false;
        BinaryPrimitives.WriteInt32BigEndian(target.Append(sizeof(int)), GeometryText.CountPoints(value));
        return GeometryText.TryParsePoints(value, target, out _);
    }
}

/// <summary>circle_send: centre and radius; printed as &lt;(x,y),r&gt;.</summary>
internal readonly struct CircleCodec : IVariableCodec
{
    public static string TypeName => "circle";

    public static FieldOutcome Read(ReadOnlySpan<byte> field, FieldBuffer target)
    {
        if (field.Length != GeometryText.PointBytes + sizeof(double))
            return FieldOutcome.Malformed;
        GeometryText.AppendNumbers(field[..GeometryText.PointBytes], "<("u8, "),"u8, target);
        GeometryText.AppendNumbers(field[GeometryText.PointBytes..], default, ">"u8, target);
        return FieldOutcome.Read;
    }

    public static bool TryWrite(ReadOnlySpan<byte> value, FieldBuffer target)
    {
        if (!GeometryText.TryEnclosed(ref value, "<("u8, ">"u8))
            return false;
        var end = value.IndexOf("),"u8);
        return end >= 0
            && GeometryText.TryNumbers(value[..end], 2, target)
            && GeometryText.TryNumbers(value[(end + 2)..], 1, target);
    }
}
