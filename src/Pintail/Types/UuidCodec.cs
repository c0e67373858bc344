using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// uuid_send (uuid.c) sends the 16 bytes in printing order. DuckDB keeps a UUID as HUGEINT with the top bit flipped, so
/// that the order of signed numbers is the order of texts (BaseUUID in uuid.hpp).
/// </summary>
internal readonly struct UuidCodec : IFixedCodec<HugeInt>
{
    public static string TypeName => "uuid";
    public static int Length => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out HugeInt value)
    {
        value = HugeInt.FromUuid(field);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(HugeInt value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt64BigEndian(field, value.Upper ^ long.MinValue);
        BinaryPrimitives.WriteUInt64BigEndian(field[8..], value.Lower);
        return true;
    }
}
