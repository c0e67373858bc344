using System.Buffers.Binary;
using Pintail.DuckDB;

namespace Pintail.Types;

/// <summary>
/// cash_send (cash.c): int64 in the smallest unit of lc_monetary. DECIMAL(19, digits of that unit) holds the same integer,
/// in 128 bits.
/// </summary>
internal readonly struct MoneyCodec : IFixedCodec<HugeInt>
{
    /// <summary>Digits of the largest int64.</summary>
    public const int Precision = 19;

    public static string TypeName => "money";
    public static int Length => sizeof(long);

    public static bool TryRead(ReadOnlySpan<byte> field, out HugeInt value)
    {
        value = HugeInt.From(BinaryPrimitives.ReadInt64BigEndian(field));
        return true;
    }

    public static bool TryWrite(HugeInt value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt64BigEndian(field, (long)value.Lower);
        return value.Upper == (long)value.Lower >> 63;
    }
}
