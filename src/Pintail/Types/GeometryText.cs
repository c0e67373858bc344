using System.Buffers.Binary;

namespace Pintail.Types;

/// <summary>Points and numbers between delimiters, read from and written into the binary format of geo_ops.c.</summary>
internal static class GeometryText
{
    public const int PointBytes = 2 * sizeof(double);

    /// <summary>All numbers of the field, with commas.</summary>
    public static void AppendNumbers(
        ReadOnlySpan<byte> field,
        ReadOnlySpan<byte> open,
        ReadOnlySpan<byte> close,
        FieldBuffer target
    )
    {
        target.Append(open);
        for (var i = 0; i < field.Length; i += sizeof(double))
        {
            if (i > 0)
                target.Append(","u8);
            Float8Text.Append(BinaryPrimitives.ReadDoubleBigEndian(field[i..]), target);
        }
        target.Append(close);
    }

    /// <summary>False when there is none, which no geometric type allows.</summary>
    public static bool TryPoints(
        ReadOnlySpan<byte> points,
        ReadOnlySpan<byte> open,
        ReadOnlySpan<byte> close,
        FieldBuffer target
    )
    {
        target.Append(open);
        for (var i = 0; i < points.Length; i += PointBytes)
        {
            if (i > 0)
                target.Append(","u8);
            AppendNumbers(points.Slice(i, PointBytes), "("u8, ")"u8, target);
        }
        target.Append(close);
        return !points.IsEmpty;
    }

    public static bool TryEnclosed(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close)
    {
        if (text.Length < open.Length + close.Length || !text.StartsWith(open) || !text.EndsWith(close))
            return false;
        text = text[open.Length..^close.Length];
        return true;
    }

    public static int CountPoints(ReadOnlySpan<byte> text) => text.Count((byte)'(');

    public static bool TryParsePoints(ReadOnlySpan<byte> text, FieldBuffer target, out int count)
    {
        for (count = 1; ; count++)
        {
            var end = text.IndexOf((byte)')');
            if (end < 1 || text[0] != '(' || !TryNumbers(text[1..end], 2, target))
                return false;
            text = text[(end + 1)..];
            if (text.IsEmpty)
                return true;
            if (text[0] != ',')
                return false;
            text = text[1..];
        }
    }

    public static bool TryNumbers(ReadOnlySpan<byte> text, int count, FieldBuffer target)
    {
        for (; count > 0; count--)
        {
            var comma = text.IndexOf((byte)',');
            if (comma < 0 != (count == 1) || !Float8Text.TryParse(comma < 0 ? text : text[..comma], out var number))
                return false;
            BinaryPrimitives.WriteDoubleBigEndian(target.Append(sizeof(double)), number);
            text = text[(comma + 1)..];
        }
        return true;
    }
}
