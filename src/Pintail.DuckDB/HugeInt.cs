using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pintail.DuckDB;

/// <summary>A signed integer of 128 bits as DuckDB stores it: HUGEINT, UUID, and DECIMAL wider than 18 digits.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct HugeInt(ulong Lower, long Upper)
{
    public static HugeInt From(Int128 value) => new((ulong)value, (long)(value >> 64));

    /// <summary>The UUID whose 16 bytes stand in the order of its text. DuckDB flips the top bit so that UUIDs sort as
    /// their texts do.</summary>
    public static HugeInt FromUuid(ReadOnlySpan<byte> bigEndian) =>
        new(
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[8..]),
            BinaryPrimitives.ReadInt64BigEndian(bigEndian) ^ long.MinValue
        );

    public static HugeInt FromGuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return FromUuid(bytes);
    }

    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Upper ^ long.MinValue);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Lower);
        return new Guid(bytes, bigEndian: true);
    }

    public Int128 ToInt128() => new((ulong)Upper, Lower);

    public BigInteger ToBigInteger() => ((BigInteger)Upper << 64) | Lower;
}
