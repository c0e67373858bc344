using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Types;

// Integers, floats and bool: Postgres sends them big-endian (int2send, int4send, int8send in int.c and int8.c,
// float4send, float8send in float.c through pq_sendint*, boolsend in bool.c). Floats are moved as bits, so that NaN
// payloads and −0 stay what they are.

internal readonly struct BooleanCodec : IFixedCodec<byte>
{
    public static string TypeName => "boolean";
    public static int Length => 1;
    public static FixedTraits Traits { get; } = new(ValueTexts.Boolean);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out byte value)
    {
        // boolrecv takes any byte but 0 as true; DuckDB's storage needs exactly 0 or 1.
        value = field[0] != 0 ? (byte)1 : (byte)0;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(byte value, Span<byte> field)
    {
        field[0] = value;
        return true;
    }
}

internal readonly struct Int2Codec : IFixedCodec<short>
{
    public static string TypeName => "smallint";
    public static int Length => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out short value)
    {
        value = BinaryPrimitives.ReadInt16BigEndian(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(short value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt16BigEndian(field, value);
        return true;
    }
}

internal readonly struct Int4Codec : IFixedCodec<int>
{
    public static string TypeName => "integer";
    public static int Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out int value)
    {
        value = BinaryPrimitives.ReadInt32BigEndian(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(int value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt32BigEndian(field, value);
        return true;
    }
}

internal readonly struct Int8Codec : IFixedCodec<long>
{
    public static string TypeName => "bigint";
    public static int Length => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out long value)
    {
        value = BinaryPrimitives.ReadInt64BigEndian(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(long value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt64BigEndian(field, value);
        return true;
    }
}

/// <summary>oid, xid, cid (oidsend, xidsend, cidsend).</summary>
internal readonly struct OidCodec : IFixedCodec<uint>
{
    public static string TypeName => "oid";
    public static int Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out uint value)
    {
        value = BinaryPrimitives.ReadUInt32BigEndian(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(uint value, Span<byte> field)
    {
        BinaryPrimitives.WriteUInt32BigEndian(field, value);
        return true;
    }
}

/// <summary>xid8 (xid8send in xid.c).</summary>
internal readonly struct Xid8Codec : IFixedCodec<ulong>
{
    public static string TypeName => "xid8";
    public static int Length => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out ulong value)
    {
        value = BinaryPrimitives.ReadUInt64BigEndian(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(ulong value, Span<byte> field)
    {
        BinaryPrimitives.WriteUInt64BigEndian(field, value);
        return true;
    }
}

internal readonly struct Float4Codec : IFixedCodec<uint>
{
    public static string TypeName => "real";
    public static int Length => 4;
    public static FixedTraits Traits { get; } = new(FloatTexts.Real) { CreateCanonical = () => new FloatForm(Length) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out uint value)
    {
        value = BinaryPrimitives.ReadUInt32BigEndian(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(uint value, Span<byte> field)
    {
        BinaryPrimitives.WriteUInt32BigEndian(field, value);
        return true;
    }
}

internal readonly struct Float8Codec : IFixedCodec<ulong>
{
    public static string TypeName => "double precision";
    public static int Length => 8;
    public static FixedTraits Traits { get; } =
        new(FloatTexts.Double) { CreateCanonical = () => new FloatForm(Length) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out ulong value)
    {
        value = BinaryPrimitives.ReadUInt64BigEndian(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(ulong value, Span<byte> field)
    {
        BinaryPrimitives.WriteUInt64BigEndian(field, value);
        return true;
    }
}
