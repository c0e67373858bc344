using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Types.Natural;

// DuckDB's integers that Postgres does not have, as the next larger one that it has: int2send, int4send (int.c).

internal readonly struct TinyIntCodec : IFixedCodec<sbyte>
{
    public static string TypeName => "smallint";
    public static int Length => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out sbyte value)
    {
        var wide = BinaryPrimitives.ReadInt16BigEndian(field);
        value = unchecked((sbyte)wide);
        return value == wide;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(sbyte value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt16BigEndian(field, value);
        return true;
    }
}

internal readonly struct UTinyIntCodec : IFixedCodec<byte>
{
    public static string TypeName => "smallint";
    public static int Length => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out byte value)
    {
        var wide = BinaryPrimitives.ReadInt16BigEndian(field);
        value = unchecked((byte)wide);
        return value == wide;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(byte value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt16BigEndian(field, value);
        return true;
    }
}

internal readonly struct USmallIntCodec : IFixedCodec<ushort>
{
    public static string TypeName => "integer";
    public static int Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out ushort value)
    {
        var wide = BinaryPrimitives.ReadInt32BigEndian(field);
        value = unchecked((ushort)wide);
        return value == wide;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(ushort value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt32BigEndian(field, value);
        return true;
    }
}
