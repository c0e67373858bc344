using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Types;

/// <summary>
/// date_send (date.c): days since 2000-01-01 as int32; DuckDB counts from 1970-01-01. Every Postgres date fits (4713 BC
/// to 5874897, date.h and timestamp.h). Infinity is int32's minimum and maximum here (DATEVAL_NOBEGIN, DATEVAL_NOEND),
/// −int32's maximum and its maximum there (date_t::ninfinity and infinity in date.hpp / datetime.cpp).
/// </summary>
internal readonly struct DateCodec : IFixedCodec<int>
{
    /// <summary>POSTGRES_EPOCH_JDATE − UNIX_EPOCH_JDATE (timestamp.h): 2451545 − 2440588.</summary>
    internal const int EpochDays = 10_957;

    public static string TypeName => "date";
    public static int Length => 4;
    public static (string What, string Remedy) Limit =>
        (
            "a date out of range: past 5881580-07-10, the last one DuckDB's DATE can hold",
            "Correct the value at the source, or leave the table out of the selection."
        );

    public static FixedTraits Traits { get; } = new(TimeTexts.Date);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out int value)
    {
        var days = BinaryPrimitives.ReadInt32BigEndian(field);
        if (days is int.MinValue or int.MaxValue)
        {
            value = days == int.MaxValue ? int.MaxValue : -int.MaxValue;
            return true;
        }
        value = unchecked(days + EpochDays);
        // The sum must stay below int32's maximum, which is infinity; −infinity cannot be reached from a finite date.
        return days < int.MaxValue - EpochDays;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(int value, Span<byte> field)
    {
        var days = value switch
        {
            int.MaxValue => int.MaxValue,
            -int.MaxValue => int.MinValue,
            _ => unchecked(value - EpochDays),
        };
        BinaryPrimitives.WriteInt32BigEndian(field, days);
        // A date so early that the difference wraps around is one that date_recv would take for another.
        return days <= value || value == -int.MaxValue;
    }
}
