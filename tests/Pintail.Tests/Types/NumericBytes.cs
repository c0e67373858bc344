using System.Buffers.Binary;
using System.Numerics;

namespace Pintail.Tests.Types;

/// <summary>numeric_send written a second time, by way of BigInteger: the value is unscaled × 10^−scale.</summary>
internal static class NumericBytes
{
    public static byte[] Encode(BigInteger unscaled, int scale)
    {
        var padding = (4 - scale % 4) % 4;
        var rest = BigInteger.Abs(unscaled) * BigInteger.Pow(10, padding);
        var groups = new List<ushort>();
        for (; rest > 0; rest /= 10_000)
            groups.Insert(0, (ushort)(rest % 10_000));
        var weight = groups.Count - 1 - (scale + padding) / 4;
        while (groups.Count > 0 && groups[^1] == 0)
            groups.RemoveAt(groups.Count - 1);
        return Raw(groups, groups.Count == 0 ? 0 : weight, unscaled.Sign < 0 ? 0x4000 : 0, scale);
    }

    public static byte[] Raw(IReadOnlyList<ushort> groups, int weight, int sign, int displayScale)
    {
        var bytes = new byte[8 + 2 * groups.Count];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)groups.Count);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2), (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)sign);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)displayScale);
        for (var i = 0; i < groups.Count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8 + 2 * i), groups[i]);
        return bytes;
    }
}
