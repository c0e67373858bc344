using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pintail.Types;

/// <summary>time_send (date.c): microseconds since midnight as int64, 24:00:00 included. DuckDB's TIME is the same.</summary>
internal readonly struct TimeCodec : IFixedCodec<long>
{
    /// <summary>USECS_PER_DAY: 24:00:00 is a value of its own in both.</summary>
    internal const long MaxMicros = 86_400_000_000;

    public static string TypeName => "time";
    public static int Length => 8;
    public static (string What, string Remedy) Limit =>
        ("a time outside 00:00:00 to 24:00:00", "Correct the value at the source.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out long value)
    {
        value = BinaryPrimitives.ReadInt64BigEndian(field);
        return (ulong)value <= MaxMicros;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(long value, Span<byte> field)
    {
        BinaryPrimitives.WriteInt64BigEndian(field, value);
        return (ulong)value <= MaxMicros;
    }
}

/// <summary>
/// timetz_send (date.c): microseconds since midnight as int64, then the zone as int32 seconds west of UTC. DuckDB packs
/// both into 64 bits: microseconds in the upper 40, in the lower 24 the largest offset minus the offset in seconds east
/// of UTC (dtime_tz_t in datetime.hpp); both zones end at ±15:59:59 (TZDISP_LIMIT in datatype/timestamp.h).
/// </summary>
internal readonly struct TimeTzCodec : IFixedCodec<ulong>
{
    private const int OffsetBits = 24;
    private const int MaxOffsetSeconds = 16 * 60 * 60 - 1;

    public static string TypeName => "time with time zone";
    public static int Length => 12;
    public static (string What, string Remedy) Limit =>
        ("a time outside 00:00:00 to 24:00:00 or an offset past ±15:59:59", "Correct the value at the source.");

    public static FixedTraits Traits { get; } = new(TimeTexts.TimeTz);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> field, out ulong value)
    {
        var micros = BinaryPrimitives.ReadInt64BigEndian(field);
        var secondsWest = BinaryPrimitives.ReadInt32BigEndian(field[8..]);
        value = ((ulong)micros << OffsetBits) | (uint)(MaxOffsetSeconds + secondsWest);
        return (ulong)micros <= TimeCodec.MaxMicros && secondsWest is >= -MaxOffsetSeconds and <= MaxOffsetSeconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(ulong value, Span<byte> field)
    {
        var micros = value >> OffsetBits;
        var secondsWest = (int)(value & ((1 << OffsetBits) - 1)) - MaxOffsetSeconds;
        BinaryPrimitives.WriteUInt64BigEndian(field, micros);
        BinaryPrimitives.WriteInt32BigEndian(field[8..], secondsWest);
        return micros <= TimeCodec.MaxMicros && secondsWest <= MaxOffsetSeconds;
    }
}
