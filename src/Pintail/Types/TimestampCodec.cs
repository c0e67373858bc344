using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Types;

/// <summary>
/// timestamp_send and timestamptz_send (timestamp.c): microseconds since 2000-01-01 as int64, UTC for timestamptz;
/// DuckDB counts from 1970-01-01, so its range ends 30 years before Postgres' (294247 against 294276). Infinity is
/// int64's minimum and maximum here (DT_NOBEGIN, DT_NOEND in datatype/timestamp.h), −int64's maximum and its maximum
/// there (timestamp_t::ninfinity and infinity in timestamp.hpp).
/// </summary>
internal readonly struct TimestampCodec : IFixedCodec<long>
{
    internal const long EpochMicros = DateCodec.EpochDays * 86_400_000_000L;

    public static string TypeName => "timestamp";
    public static int Length => 8;
    public static (string What, string Remedy) Limit =>
        (
            "a timestamp out of range: past 294247-01-10 04:00:54.775806, the last one DuckDB's TIMESTAMP can hold",
            "Correct the value at the source ('infinity' is kept), or leave the table out of the selection."
        );

    public static FixedTraits Traits { get; } =
        new(TimeTexts.Timestamp, value => $"({value} > '294247-01-10 04:00:54.775806+00' AND {value} <> 'infinity')");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out long value)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(field);
        value = unchecked(micros + EpochMicros);
        // The sum must stay below int64's maximum, which is infinity; −infinity cannot be reached from any finite value.
        if (micros < long.MaxValue - EpochMicros && micros != long.MinValue)
            return true;
        value = micros == long.MinValue ? -long.MaxValue : long.MaxValue;
        return micros is long.MinValue or long.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(long value, Span<byte> field)
    {
        var micros = value switch
        {
            long.MaxValue => long.MaxValue,
            -long.MaxValue => long.MinValue,
            _ => unchecked(value - EpochMicros),
        };
        BinaryPrimitives.WriteInt64BigEndian(field, micros);
        // As for dates: no wrapping around.
        return micros <= value || value == -long.MaxValue;
    }
}
